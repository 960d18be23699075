import { LoaderCircle } from "lucide-react";
import { cx } from "./cx";

/** A small spinner, for use inside an element that names the action. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden size={15} className={cx("animate-spin", className)} />;
}

/** Placeholder for content that is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-pulse rounded-md bg-hover", className ?? "h-4 w-full")} />;
}

/** Placeholder lines for content that is loading. */
export function SkeletonLines({ count = 5 }: { count?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3 p-4">
      {Array.from({ length: count }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are identical
        <Skeleton key={line} className={cx("h-4", line % 3 === 2 ? "w-1/2" : "w-full")} />
      ))}
    </div>
  );
}

/** Placeholder for a whole page that is loading. */
export function Loading() {
  return (
    <div role="status" aria-label="Loading" className="flex min-h-40 items-center justify-center text-soft">
      <Spinner />
    </div>
  );
}
