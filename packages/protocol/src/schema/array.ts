import { locate } from "../errors/index.js";
import { TruncatedError } from "../wire/index.js";
import type { FieldCodec } from "./codec.js";
import type { Fields, Init, Shape } from "./infer.js";
import { sizedCodec } from "./sized-codec.js";
import { struct } from "./struct.js";
import { type AnyType, Type } from "./type.js";

/** Elements of one type, or structs of these fields. */
export function array<F extends Fields>(fields: F): Type<Shape<F>[], readonly Init<F>[]>;
export function array<Out, In>(element: Type<Out, In, boolean>): Type<Out[], readonly In[]>;
export function array(of: AnyType | Fields): AnyType {
  const element: AnyType = of instanceof Type ? of : struct(of);
  return new Type<unknown[], readonly unknown[]>({
    kind: { name: "array", element },
    fallback: () => [],
    isDefault: (value) => value?.length === 0,
    compile(target) {
      const codec = element.compile({ ...target, nullable: false });
      return sizedCodec<unknown[], readonly unknown[]>({
        prefix: target.flexible ? "compact" : "int32",
        nullable: target.nullable,
        count: (value) => value.length,
        write(writer, value) {
          let i = 0;
          try {
            for (; i < value.length; i++) codec.write(writer, value[i]);
          } catch (error) {
            throw locate(error, { index: i });
          }
        },
        read(reader, count) {
          // A count is a peer's claim. Checked before the first element: four bytes must not cost a gigabyte.
          if (count * codec.minSizeBytes > reader.remaining) {
            throw new TruncatedError(
              `${count} elements of at least ${codec.minSizeBytes} bytes do not fit into the ${reader.remaining} bytes left`,
            );
          }
          const elements: unknown[] = [];
          try {
            for (let i = 0; i < count; i++) elements.push(codec.read(reader));
          } catch (error) {
            throw locate(error, { index: elements.length });
          }
          return elements;
        },
      }) as FieldCodec<unknown[], readonly unknown[]>;
    },
  });
}
