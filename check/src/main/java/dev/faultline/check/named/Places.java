package dev.faultline.check.named;

import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.RawHistory;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says where in the file the operations are that evidence names. */
final class Places {

  /** Places by the position of the call. */
  private final Map<Long, Place> byCall = new HashMap<>();

  /** Those that evidence names. */
  private final Map<Long, Place> named = new TreeMap<>();

  private Places(RawHistory raw) {
    for (var op : raw.operations()) {
      byCall.put(op.called(), Place.of(op));
    }
  }

  /** The result with the same verdict; where it is invalid, its evidence names places. */
  static NamedCheck.Result in(RawHistory raw, NamedCheck.Result result) {
    if (!(result.verdict() instanceof Verdict.Invalid(var evidence, var statistics))) {
      return result;
    }
    var places = new Places(raw);
    var verdict = new Verdict.Invalid(places.in(evidence), statistics);
    return new NamedCheck.Result(
        result.operations(), result.history(), result.transactions(), verdict, places.named);
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
              name,
              operations,
              explanation + "; called in " + calls(note(operations.operations())));
      case Evidence.Forbidden forbidden -> forbidden;
      case Evidence.Reason(var explanation, var operations)
          when !operations.operations().isEmpty() ->
          new Evidence.Reason(
              explanation + "; called in " + calls(note(operations.operations())), operations);
      case Evidence.Reason reason -> reason;
    };
  }

  private Evidence.NoOrder in(Evidence.NoOrder no) {
    note(no.operations().operations());
    note(no.longest());
    var failing = note(List.of(no.failing()));
    String place =
        failing.isEmpty()
            ? ""
            : "; called in "
                + failing.getFirst().call()
                + ", returned in "
                + failing.getFirst().end();
    return new Evidence.NoOrder(
        no.failing(), no.operations(), no.longest(), no.states(), no.explanation() + place);
  }

  private List<Place> note(Iterable<? extends Operation<?, ?>> operations) {
    var noted = new ArrayList<Place>();
    for (var operation : operations) {
      var place = byCall.get(operation.called());
      if (place != null) {
        named.put(operation.called(), place);
        noted.add(place);
      }
    }
    return noted;
  }

  private static String calls(List<Place> places) {
    return String.join(", ", places.stream().map(Place::call).distinct().toList());
  }
}
