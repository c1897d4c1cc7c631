package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes dequeues of the drains with which Jepsen's queue tests end: one for each value that a drain
 * answered. A drain is no single step, since others may take values while it does.
 */
final class Drains {

  /** Where the dequeues of a drain lie. */
  enum Place {
    /**
     * Anywhere between its call and its end, in any order: at least what is possible. It is exactly
     * that where the order of values does not matter.
     */
    ANYWHERE,
    /** One after another at its end, as in Jepsen's own checker: at most what is possible. */
    AT_ITS_END
  }

  private Drains() {}

  static boolean areIn(RawHistory raw) {
    return raw.operations().stream().anyMatch(op -> op.f().equals("drain"));
  }

  static RawHistory expanded(RawHistory raw, Place place) throws MalformedHistoryException {
    int largest = 0;
    int nextClient = 0;
    for (var op : raw.operations()) {
      nextClient = Math.max(nextClient, op.client() + 1);
      if (op.f().equals("drain") && op.end() == RawOperation.End.OK) {
        largest = Math.max(largest, values(raw, op).size());
      }
    }
    long scale = 4L * largest + 2;
    var operations = new ArrayList<RawOperation>();
    for (var op : raw.operations()) {
      long called = op.called() * scale;
      long returned = op.returned() == Operation.NEVER ? Operation.NEVER : op.returned() * scale;
      if (!op.f().equals("drain")) {
        operations.add(
            dequeue(op, op.f(), op.client(), op.argument(), op.result(), called, returned));
        continue;
      }
      if (op.end() == RawOperation.End.INFO) {
        throw raw.malformed(
            op.endLine(),
            "a drain ended as info: it may have taken any number of values, so nothing can be"
                + " checked");
      }
      var values = op.end() == RawOperation.End.OK ? values(raw, op) : List.of();
      for (int i = 0; i < values.size(); i++) {
        long last = returned - 2L * values.size() + 2L * i;
        boolean atEnd = place == Place.AT_ITS_END;
        operations.add(
            dequeue(
                op,
                "dequeue",
                atEnd ? op.client() : nextClient++,
                Nil.NIL,
                values.get(i),
                atEnd ? last : called + i,
                last + 1));
      }
    }
    operations.sort(Comparator.comparingLong(RawOperation::called));
    return raw.with(operations);
  }

  private static List<?> values(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    if (op.result() == Nil.NIL) {
      return List.of();
    }
    if (op.result() instanceof List<?> values) {
      return values;
    }
    throw raw.malformed(op.endLine(), "a drain must answer a list of values, not " + op.result());
  }

  private static RawOperation dequeue(
      RawOperation of,
      String f,
      int client,
      Object argument,
      Object result,
      long called,
      long returned) {
    return new RawOperation(
        of.line(),
        of.endLine(),
        client,
        f,
        of.key(),
        argument,
        result,
        of.end(),
        called,
        returned,
        of.index(),
        of.endIndex());
  }
}
