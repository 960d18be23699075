import { dollars } from "../../kit/numbers";

/** A cost that may be incomplete: `unpriced` replies are from models without a price. */
export interface Cost {
  cost: number;
  unpriced: number;
}

/** "–" if nothing is known, "$1.20 +" if something is missing, else "$1.20". */
export function costText({ cost, unpriced }: Cost): string {
  if (unpriced === 0) return dollars(cost);
  return cost > 0 ? `${dollars(cost)} +` : "–";
}

/** Explains a cost that is incomplete. */
export function costTitle({ cost, unpriced }: Cost): string | undefined {
  if (unpriced === 0) return undefined;
  const replies = unpriced === 1 ? "1 reply is" : `${unpriced.toLocaleString()} replies are`;
  return `${replies} from models without a price${cost > 0 ? " and not included" : ""}.`;
}

/** Sums the costs of messages. Only those with usage cost something. */
export function sumOf(messages: readonly { cost: number | null; usage: unknown }[]): Cost {
  let [cost, unpriced] = [0, 0];
  for (const message of messages) {
    if (message.cost !== null) cost += message.cost;
    else if (message.usage) unpriced += 1;
  }
  return { cost, unpriced };
}
