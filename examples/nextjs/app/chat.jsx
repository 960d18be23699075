"use client";
import { createTheme, InteractionView } from "@proficient/react";

const theme = createTheme({ colors: { background: "#ffffff", primary: "#3457d5", text: "#1b2130" } });

export function Chat(props) {
  return <InteractionView {...props} theme={theme} layout="formal" chatSectionHeight="fill" />;
}
