package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.Collection;
import java.util.List;

/** What completions say besides that something was done; what cannot be understood is refused. */
final class Completions {

  private Completions() {}

  /**
   * What an update was about. As in Knossos its completion says it where the call did not; true
   * says nothing, and a collection that fits may be the state afterwards.
   */
  static Object subject(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    Object called = op.argument();
    Object told = op.result();
    if (op.end() != RawOperation.End.OK || told == Nil.NIL || told.equals(called)) {
      return called;
    }
    requireEffect(raw, op);
    if (called == Nil.NIL) {
      return told;
    }
    if (told.equals(true) || mayBeTheStateAfter(op)) {
      return called;
    }
    throw other(raw, op);
  }

  /** A collection in which what was added is, or what was removed is no more. */
  private static boolean mayBeTheStateAfter(RawOperation op) {
    return op.result() instanceof Collection<?> state
        && !(op.argument() instanceof Collection<?>)
        && state.contains(op.argument()) != op.f().equals("remove");
  }

  /** The call says all, and the completion nothing else: it repeats it, or says how it went. */
  static void requireNoOther(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    Object told = op.result();
    if (op.end() == RawOperation.End.OK
        && told != Nil.NIL
        && !(told instanceof Boolean)
        && !told.equals(op.argument())) {
      throw other(raw, op);
    }
  }

  private static MalformedHistoryException other(RawHistory raw, RawOperation op) {
    return raw.malformed(
        op.endLine(),
        op.f() + " ends with " + op.result() + ", but was called with " + op.argument());
  }

  /** An operation that ends ok had its effect; what answers false may have had none. */
  static void requireEffect(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    boolean ok = op.end() == RawOperation.End.OK;
    if (ok && op.result().equals(false) && !op.argument().equals(false)) {
      throw raw.malformed(
          op.endLine(),
          op.f()
              + " ends ok and answers false, so it is unknown whether it had an effect; an"
              + " operation without effect ends as fail");
    }
  }

  /** What an operation is about that may answer a pair of it and of what was found. */
  static Object asked(RawOperation op) {
    return op.argument() instanceof List<?> pair && pair.size() == 2 && pair.getLast() == Nil.NIL
        ? pair.getFirst()
        : op.argument();
  }

  /** What was found: the answer, or the second of a pair whose first is what was asked. */
  static Object found(RawHistory raw, RawOperation op) throws MalformedHistoryException {
    if (!(op.result() instanceof List<?> pair) || pair.size() != 2) {
      return op.result();
    }
    if (!pair.getFirst().equals(asked(op))) {
      throw raw.malformed(
          op.endLine(),
          op.f() + " answers for " + pair.getFirst() + ", but was called with " + asked(op));
    }
    return pair.getLast();
  }
}
