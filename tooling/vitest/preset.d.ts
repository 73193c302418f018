export declare const preset: {
  include: string[];
  environment: "node";
  testTimeout: number;
  hookTimeout: number;
};
