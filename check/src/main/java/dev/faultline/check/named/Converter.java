package dev.faultline.check.named;

import dev.faultline.check.engine.Polling;
import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;

/** Gives a raw history the meaning that a model has for it. */
final class Converter<I> {

  /** What a model makes of one operation. */
  interface Meaning<I> {
    /** The input, from function, key and argument. */
    I input(RawHistory raw, RawOperation op) throws MalformedHistoryException;

    /** What the client was told, from the result of an ok operation. */
    default Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return Nil.NIL;
    }

    /** What a failed operation says about the state; most say nothing and are left out. */
    default boolean tellsByFailing(RawHistory raw, RawOperation op)
        throws MalformedHistoryException {
      return false;
    }
  }

  private static final Outcome<Object> LOST = new Outcome.Indeterminate<>("info");
  private static final Outcome<Object> FAILED = new Outcome.Fail<>("fail");

  private Converter() {}

  static <I> History<I, Object> convert(RawHistory raw, Meaning<I> meaning)
      throws MalformedHistoryException {
    var operations = new ArrayList<Operation<I, Object>>(raw.operations().size());
    for (var op : raw.operations()) {
      Polling.at(operations.size());
      I input = meaning.input(raw, op);
      operations.add(
          Operation.of(op.client(), input, outcome(raw, op, meaning), op.called(), op.returned()));
    }
    return History.of(operations);
  }

  static Outcome<Object> outcome(RawHistory raw, RawOperation op, Meaning<?> meaning)
      throws MalformedHistoryException {
    return switch (op.end()) {
      case OK -> new Outcome.Ok<>(meaning.output(raw, op));
      case FAIL -> meaning.tellsByFailing(raw, op) ? new Outcome.Ok<>(false) : FAILED;
      case INFO -> LOST;
    };
  }
}
