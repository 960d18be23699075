import { createContext } from "react";

/** Whether the block around a component may still grow. */
export const OpenContext = createContext(false);
