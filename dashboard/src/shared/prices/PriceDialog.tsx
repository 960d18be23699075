import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { List, Price } from "../../api/types";
import { Actions, Button, Dialog, ErrorNote, Field, Input, toast } from "../../kit";
import { pricesChanged, pricesQuery } from "./prices";

export interface PriceDialogProps {
  projectId: string;
  /** The model whose price is set; "" to enter one, `null` closes the dialog. */
  model: string | null;
  onClose: () => void;
}

/** Sets the price of a model in this project. */
export function PriceDialog({ projectId, model, onClose }: PriceDialogProps) {
  return (
    <Dialog
      open={model !== null}
      onClose={onClose}
      title={model ? `Price of ${model}` : "Set a price"}
      description="In US dollars per million tokens. Applies to new replies in this project."
    >
      {model !== null && <PriceForm projectId={projectId} model={model} onClose={onClose} />}
    </Dialog>
  );
}

function PriceForm({ projectId, model, onClose }: PriceDialogProps & { model: string }) {
  const prices = useQuery(pricesQuery(projectId)).data?.data;
  const current = prices?.find((price) => price.model === model);
  const [typedModel, setModel] = useState(model);
  const [typedInput, setInput] = useState<string>();
  const [typedOutput, setOutput] = useState<string>();
  const input = typedInput ?? (current ? String(current.input) : "");
  const output = typedOutput ?? (current ? String(current.output) : "");
  const save = useMutation({
    mutationFn: (price: { input: number; output: number } | null) =>
      post<List<Price>>(projectPath(projectId, "/prices"), { model: typedModel.trim(), ...price }),
    onSuccess: (all, price) => {
      pricesChanged(projectId, all);
      toast.done(price ? "Price saved" : "Price removed");
      onClose();
    },
  });
  const error = otherError(save.error, "model", "input", "output");
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ input: Number(input), output: Number(output) });
      }}
    >
      {!model && (
        <Field
          label="Model"
          error={fieldError(save.error, "model")}
          hint="connection.model, or connection. for all models of a connection"
        >
          <Input
            code
            value={typedModel}
            onChange={(event) => setModel(event.target.value)}
            placeholder="house.llama-3.3-70b"
            required
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Input tokens" error={fieldError(save.error, "input")}>
          <Input
            type="number"
            inputMode="decimal"
            min={0}
            step="any"
            value={input}
            onChange={(event) => setInput(event.target.value)}
            placeholder="0.50"
            required
          />
        </Field>
        <Field label="Output tokens" error={fieldError(save.error, "output")}>
          <Input
            type="number"
            inputMode="decimal"
            min={0}
            step="any"
            value={output}
            onChange={(event) => setOutput(event.target.value)}
            placeholder="1.50"
            required
          />
        </Field>
      </div>
      {error !== null && <ErrorNote error={error} />}
      <Actions className="mt-1">
        {current?.source === "project" && (
          <Button variant="danger" onClick={() => save.mutate(null)} disabled={save.isPending}>
            Remove
          </Button>
        )}
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          Save price
        </Button>
      </Actions>
    </form>
  );
}
