import { Page } from "../../kit";

export function HomePage() {
  return <Page title="Home">{null}</Page>;
}
