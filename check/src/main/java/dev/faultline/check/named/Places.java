package dev.faultline.check.named;

import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says in which lines of the file the operations are that evidence names. */
final class Places {

  /** Operations by the position of their call. */
  private final Map<Long, RawOperation> byCall = new HashMap<>();

  private Places(RawHistory raw) {
    for (var op : raw.operations()) {
      byCall.put(op.called(), op);
    }
  }

  /** The same verdict; where it is invalid, its evidence names lines. */
  static Verdict in(RawHistory raw, Verdict verdict) {
    return verdict instanceof Verdict.Invalid(var evidence, var statistics)
        ? new Verdict.Invalid(new Places(raw).in(evidence), statistics)
        : verdict;
  }

  private Evidence in(Evidence evidence) {
    return switch (evidence) {
      case Evidence.NoOrder no -> in(no);
      case Evidence.Parts parts -> {
        var each = new LinkedHashMap<Object, Evidence.NoOrder>();
        parts.invalid().forEach((key, no) -> each.put(key, in(no)));
        yield new Evidence.Parts(each, parts.valid(), parts.undecided());
      }
      case Evidence.Pattern(var name, var operations, var explanation) ->
          new Evidence.Pattern(
              name, operations, explanation + "; called in " + lines(operations.operations()));
      case Evidence.Forbidden forbidden -> forbidden;
    };
  }

  private Evidence.NoOrder in(Evidence.NoOrder no) {
    var op = byCall.get(no.failing().called());
    String place =
        op == null ? "" : "; called in line " + op.line() + ", returned in line " + op.endLine();
    return new Evidence.NoOrder(
        no.failing(), no.operations(), no.longest(), no.states(), no.explanation() + place);
  }

  private String lines(Iterable<? extends Operation<?, ?>> operations) {
    List<String> lines = new ArrayList<>();
    for (var operation : operations) {
      var op = byCall.get(operation.called());
      if (op != null) {
        lines.add("" + op.line());
      }
    }
    return (lines.size() == 1 ? "line " : "lines ") + String.join(", ", lines);
  }
}
