import { Page } from "../../kit";

export function FiguresPage() {
  return <Page title="Figures">{null}</Page>;
}
