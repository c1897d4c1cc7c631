package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.faultline.check.Evidence;
import dev.faultline.check.Witness;
import dev.faultline.check.named.Place;
import dev.faultline.check.read.RawOperation;
import dev.faultline.check.txn.Anomaly;
import dev.faultline.check.txn.TxnHistory;
import dev.faultline.core.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Evidence in JSON, the same members always: {@code kind}, {@code explanation}, {@code anomalies},
 * {@code transactions}, {@code operations}, {@code failing}, {@code longest}, {@code parts}, {@code
 * undecided}. The schema is in docs/checking.md.
 */
final class EvidenceJson {

  private EvidenceJson() {}

  /** Of a file that could not be checked, or was not decided. */
  static JsonObject reason(String reason) {
    return reason("malformed", reason, List.of());
  }

  static JsonObject reason(String kind, String reason, List<String> undecided) {
    var object = empty(kind, reason);
    object.add("undecided", Json.strings(undecided));
    return object;
  }

  private static JsonObject empty(String kind, String explanation) {
    var object = new JsonObject();
    object.addProperty("kind", kind);
    object.addProperty("explanation", explanation);
    object.add("anomalies", new JsonArray());
    object.add("transactions", new JsonArray());
    object.add("operations", new JsonArray());
    object.add("failing", JsonNull.INSTANCE);
    object.add("longest", new JsonArray());
    object.add("parts", new JsonObject());
    object.add("undecided", new JsonArray());
    return object;
  }

  static JsonObject of(
      Evidence evidence, @Nullable TxnHistory transactions, Map<Long, Place> places) {
    return switch (evidence) {
      case Evidence.NoOrder no -> {
        var object = empty("no order", no.explanation());
        object.add("operations", operations(no.operations().operations(), places));
        object.add("failing", operation(no.failing(), places));
        object.add("longest", longest(no, places));
        yield object;
      }
      case Evidence.Parts parts -> {
        var object = empty("parts", parts.explanation());
        var each = new JsonObject();
        for (Map.Entry<Object, Evidence.NoOrder> part : parts.invalid().entrySet()) {
          each.add(String.valueOf(part.getKey()), of(part.getValue(), transactions, places));
        }
        object.add("parts", each);
        object.add(
            "undecided", Json.strings(parts.undecided().stream().map(String::valueOf).toList()));
        yield object;
      }
      case Evidence.Pattern pattern -> {
        var object = empty("pattern", pattern.explanation());
        var anomaly = new JsonObject();
        anomaly.addProperty("name", pattern.name());
        anomaly.addProperty("explanation", pattern.explanation());
        anomaly.add("transactions", new JsonArray());
        anomaly.add("steps", new JsonArray());
        object.getAsJsonArray("anomalies").add(anomaly);
        object.add("operations", operations(pattern.operations().operations(), places));
        yield object;
      }
      case Evidence.Reason(var explanation, var operations) -> {
        var object = empty("reason", explanation);
        object.add("operations", operations(operations.operations(), places));
        yield object;
      }
      case Evidence.Forbidden(var anomalies) -> {
        var object = empty("anomalies", evidence.explanation());
        var involved = new TreeSet<Integer>();
        for (Anomaly anomaly : anomalies) {
          object.getAsJsonArray("anomalies").add(anomaly(anomaly));
          involved.addAll(anomaly.transactions());
        }
        for (int t : involved) {
          if (transactions != null) {
            object.getAsJsonArray("transactions").add(transaction(t, transactions));
          }
        }
        yield object;
      }
    };
  }

  private static JsonObject anomaly(Anomaly anomaly) {
    var object = new JsonObject();
    object.addProperty("name", anomaly.name());
    object.addProperty("explanation", anomaly.explanation());
    object.add("transactions", numbers(anomaly.transactions()));
    var steps = new JsonArray();
    for (int i = 0; i < anomaly.steps().size(); i++) {
      var step = new JsonObject();
      step.addProperty("from", anomaly.transactions().get(i));
      step.addProperty("to", anomaly.transactions().get((i + 1) % anomaly.transactions().size()));
      step.addProperty("kind", anomaly.steps().get(i));
      step.addProperty("reason", anomaly.reason(i));
      steps.add(step);
    }
    object.add("steps", steps);
    return object;
  }

  private static JsonObject transaction(int number, TxnHistory transactions) {
    var one = transactions.transaction(number);
    var object = new JsonObject();
    object.addProperty("transaction", number);
    object.addProperty("client", one.client());
    object.addProperty("line", one.line());
    object.add("index", index(one.index()));
    object.addProperty("operations", one.text());
    return object;
  }

  private static JsonArray operations(
      Iterable<? extends Operation<?, ?>> operations, Map<Long, Place> places) {
    var array = new JsonArray();
    operations.forEach(op -> array.add(operation(op, places)));
    return array;
  }

  private static JsonObject operation(Operation<?, ?> op, Map<Long, Place> places) {
    var object = new JsonObject();
    object.addProperty("client", op.client());
    object.addProperty("input", String.valueOf(op.input()));
    object.addProperty("outcome", String.valueOf(op.outcome()));
    object.addProperty("called", op.called());
    object.add(
        "returned", op.isIndeterminate() ? JsonNull.INSTANCE : new JsonPrimitive(op.returned()));
    var place = places.get(op.called());
    if (place != null) {
      object.addProperty("line", place.line());
      object.addProperty("endLine", place.endLine());
      object.add("index", index(place.index()));
      object.add("endIndex", index(place.endIndex()));
    }
    return object;
  }

  private static JsonElement index(long index) {
    return index == RawOperation.NO_INDEX ? JsonNull.INSTANCE : new JsonPrimitive(index);
  }

  private static JsonArray longest(Evidence.NoOrder no, Map<Long, Place> places) {
    var array = new JsonArray();
    for (int i = 0; i < no.longest().size(); i++) {
      var object = operation(no.longest().get(i), places);
      if (i < no.states().size()) {
        object.addProperty("state", no.states().get(i));
      }
      array.add(object);
    }
    return array;
  }

  private static JsonArray numbers(Iterable<Integer> numbers) {
    var array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  /** The order of a valid history. */
  static JsonElement order(Witness witness) {
    return switch (witness) {
      case Witness.Order(var order) -> operations(order, Map.of());
      case Witness.Established _ -> JsonNull.INSTANCE;
      case Witness.Serial(var order) -> numbers(order);
      case Witness.Commits(var order) -> numbers(order);
      case Witness.Moments(var moments) -> {
        var array = new JsonArray();
        for (var moment : moments) {
          var object = new JsonObject();
          object.addProperty("transaction", moment.transaction());
          object.addProperty("moment", moment.commit() ? "commit" : "snapshot");
          array.add(object);
        }
        yield array;
      }
    };
  }
}
