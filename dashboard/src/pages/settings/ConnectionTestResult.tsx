import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import type { ConnectionTest } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, plural, Scroll, Spinner } from "../../kit";

/** The result of a connection test: the models or the error. */
export function ConnectionTestResult({ result }: { result: ConnectionTest }) {
  if (!result.ok)
    return <ErrorNote title={`Connection failed (${result.latency_ms} ms)`} error={new Error(result.error)} />;
  return (
    <div role="status" className="rounded-lg border border-line">
      <p className="flex items-center gap-2 px-3 py-2 font-medium text-good">
        <CircleCheck aria-hidden size={16} className="shrink-0" />
        Connected: {plural(result.models.length, "model")} in {result.latency_ms} ms
      </p>
      {result.models.length > 0 && (
        <Scroll label="Models" className="max-h-48 border-t px-3 py-2">
          <ul className="font-mono text-sm">
            {result.models.map((model) => (
              <li key={model}>{model}</li>
            ))}
          </ul>
        </Scroll>
      )}
    </div>
  );
}

export interface TestDialogProps {
  open: boolean;
  name: string;
  onClose: () => void;
  run: () => Promise<ConnectionTest>;
}

/** Tests a saved connection. */
export function TestDialog({ open, name, onClose, run }: TestDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={`Test ${name}`}>
      <Test run={run} onClose={onClose} />
    </Dialog>
  );
}

function Test({ run, onClose }: Pick<TestDialogProps, "run" | "onClose">) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ["connection test"],
    queryFn: run,
    // Results are never reused.
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return (
    <>
      {isFetching ? (
        <p role="status" className="flex items-center gap-2 py-2 text-soft">
          <Spinner /> Testing connection…
        </p>
      ) : error ? (
        <ErrorNote error={error} />
      ) : (
        data && <ConnectionTestResult result={data} />
      )}
      <Actions>
        <Button onClick={() => refetch()} disabled={isFetching}>
          Test again
        </Button>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </Actions>
    </>
  );
}
