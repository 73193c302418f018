import pico from "picocolors";
import type { Output } from "./output.js";

export type Colors = ReturnType<typeof pico.createColors>;

/** Colours where someone sees them; plain text in pipes and files, and wherever NO_COLOR asks for it (https://no-color.org). */
export const colorsFor = (output: Output): Colors => pico.createColors(output.isTTY && !process.env.NO_COLOR);
