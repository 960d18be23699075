import { LoaderCircle } from "lucide-react";
import { cx } from "./cx";

/** A small turning circle, for inside of something that says what is being done. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden size={15} className={cx("animate-spin", className)} />;
}

/** Where something will stand that is being fetched. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-pulse rounded-md bg-hover", className ?? "h-4 w-full")} />;
}

/** Some lines that are being fetched. */
export function SkeletonLines({ count = 5 }: { count?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3 p-4">
      {Array.from({ length: count }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={line} className={cx("h-4", line % 3 === 2 ? "w-1/2" : "w-full")} />
      ))}
    </div>
  );
}

/** A whole page that is being fetched. */
export function Loading() {
  return (
    <div role="status" aria-label="Loading" className="flex min-h-40 items-center justify-center text-soft">
      <Spinner />
    </div>
  );
}
