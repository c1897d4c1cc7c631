package dev.faultline.core.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the operations of clients, in the order of the calls to it.
 *
 * <p>Deterministic and single-threaded: the order of the calls to this object is the order of the
 * history. A client whose operation ended indeterminate is retired; its process continues under
 * {@link #newClient() a new id}.
 */
public final class HistoryRecorder<I, O> {

  private final List<Pending<I, O>> operations = new ArrayList<>();
  private final Map<Integer, Integer> lastOfClient = new LinkedHashMap<>();
  private final HistoryObserver<I, O> observer;
  private long nextPosition;
  private int nextClient;

  /** Records, without a listener. */
  public HistoryRecorder() {
    this(HistoryObserver.none());
  }

  /** Records, and tells an observer of each event as it comes. */
  public HistoryRecorder(HistoryObserver<I, O> observer) {
    this.observer = observer;
  }

  /** An id that no operation carries yet; ids count up from zero. */
  public int newClient() {
    return nextClient++;
  }

  /**
   * A client calls.
   *
   * @param nanos simulated time
   * @return the id of the operation, for the method that ends it
   * @throws IllegalStateException if the client has an open operation or is retired
   */
  public int invoke(int client, I input, long nanos) {
    Integer last = lastOfClient.get(client);
    if (last != null && !operations.get(last).mayBeFollowed()) {
      throw new IllegalStateException(
          "client " + client + " has an open or indeterminate operation; it cannot call " + input);
    }
    int id = operations.size();
    operations.add(new Pending<>(client, input, nextPosition++, nanos));
    lastOfClient.put(client, id);
    nextClient = Math.max(nextClient, client + 1);
    observer.called(client, input);
    return id;
  }

  /** The operation took effect and answered {@code output}. */
  public void ok(int id, O output, long nanos) {
    end(id, new Outcome.Ok<>(output), nextPosition++, nanos);
  }

  /** The operation certainly had no effect. */
  public void fail(int id, String reason, long nanos) {
    end(id, new Outcome.Fail<>(reason), nextPosition++, nanos);
  }

  /** The client gave up waiting; the operation may take effect later or never. */
  public void indeterminate(int id, String reason, long nanos) {
    end(id, new Outcome.Indeterminate<>(reason), Operation.NEVER, nanos);
  }

  /** Number of operations called so far. */
  public int size() {
    return operations.size();
  }

  /** The history so far; operations still open are indeterminate in it. */
  public History<I, O> history() {
    var seen = new ArrayList<Operation<I, O>>(operations.size());
    for (var op : operations) {
      seen.add(op.snapshot());
    }
    return History.of(seen);
  }

  private void end(int id, Outcome<O> outcome, long position, long nanos) {
    var operation = open(id);
    operation.end(outcome, position, nanos);
    observer.ended(operation.client, outcome);
  }

  private Pending<I, O> open(int id) {
    if (id < 0 || id >= operations.size() || operations.get(id).outcome != null) {
      throw new IllegalStateException("operation " + id + " is not open");
    }
    return operations.get(id);
  }

  private static final class Pending<I, O> {
    final int client;
    final I input;
    final long called;
    final long calledNanos;
    @Nullable Outcome<O> outcome;
    long returned = Operation.NEVER;
    long returnedNanos = Operation.NO_TIME;

    Pending(int client, I input, long called, long calledNanos) {
      this.client = client;
      this.input = input;
      this.called = called;
      this.calledNanos = calledNanos;
    }

    void end(Outcome<O> outcome, long position, long nanos) {
      this.outcome = outcome;
      this.returned = position;
      this.returnedNanos = nanos;
    }

    boolean mayBeFollowed() {
      return outcome != null && !(outcome instanceof Outcome.Indeterminate);
    }

    Operation<I, O> snapshot() {
      Outcome<O> ending = outcome != null ? outcome : new Outcome.Indeterminate<>("still open");
      return new Operation<>(client, input, ending, called, returned, calledNanos, returnedNanos);
    }
  }
}
