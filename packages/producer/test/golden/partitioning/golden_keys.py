"""The 10,000 keys of keys.ts."""


def golden_keys():
    state = 1

    def next_number():
        nonlocal state
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        return state

    for i in range(10_000):
        if i % 2 == 0:
            yield b"key-%d" % next_number()
        else:
            yield bytes(next_number() & 0xFF for _ in range(next_number() % 64))
