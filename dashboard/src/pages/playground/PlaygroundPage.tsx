import { Page } from "../../kit";

export function PlaygroundPage() {
  return <Page title="Playground">{null}</Page>;
}
