package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down what the clients of a world ask and what they are told: the history that a
 * consistency model is checked against, the operations in the trace, and a part of the trace hash.
 * Made by {@link World#operations}; belongs to that world's thread.
 *
 * <p>A client that gives up on an operation goes on under a new process number, as the theory of
 * histories wants it; who calls need not care.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public final class ClientOperations<I, O> {
  private final Kernel kernel;
  private final Adversary adversary;
  private final HistoryRecorder<I, O> recorder = new HistoryRecorder<>();
  private final Map<String, Integer> processes = new LinkedHashMap<>();
  private final Map<Integer, String> open = new LinkedHashMap<>();

  private final Map<String, Long> asked = new LinkedHashMap<>();

  ClientOperations(Kernel kernel, Adversary adversary) {
    this.kernel = kernel;
    this.adversary = adversary;
  }

  /**
   * Whether a client should go on with its next operation. Always true while exploring; a client
   * that asks before each operation, and leaves those out for which the answer is false, lets a
   * shrinker find out which of them matter.
   */
  public boolean wanted(Address client) {
    long ordinal = asked.merge(client.name(), 1L, Long::sum) - 1;
    return !adversary.strikes(
        Decision.OPERATION_SKIPPED, Subjects.node(client.name()), ordinal, Odds.NEVER);
  }

  /**
   * A client calls an operation.
   *
   * @param client an address in this world, usually the caller's own
   * @return a number for the method that ends the operation
   * @throws IllegalStateException when the client has an operation that has not ended
   */
  public int invoke(Address client, I input) {
    String name = client.name();
    int process = processes.computeIfAbsent(name, absent -> recorder.newClient());
    int operation = recorder.invoke(process, input, kernel.now());
    open.put(operation, name);
    kernel.operation(new TraceEvent.Invoked(kernel.now(), name, operation, input));
    return operation;
  }

  /** The operation took effect and was answered with {@code output}. */
  public void ok(int operation, O output) {
    recorder.ok(operation, output, kernel.now());
    ended(operation, TraceEvent.Ending.OK, output);
  }

  /** The operation certainly had no effect and never will. */
  public void fail(int operation, String reason) {
    recorder.fail(operation, reason, kernel.now());
    ended(operation, TraceEvent.Ending.FAIL, reason);
  }

  /** Nobody knows whether the operation took effect, or will. */
  public void indeterminate(int operation, String reason) {
    recorder.indeterminate(operation, reason, kernel.now());
    String client = ended(operation, TraceEvent.Ending.INDETERMINATE, reason);
    processes.remove(client);
  }

  private String ended(int operation, TraceEvent.Ending ending, Object result) {
    String client = open.remove(operation);
    if (client == null) {
      throw new IllegalStateException("operation " + operation + " is not open");
    }
    kernel.operation(
        new TraceEvent.Completed(kernel.now(), client, operation, ending, String.valueOf(result)));
    return client;
  }

  /**
   * Which operations some evidence is about, by their numbers: those whose outcome it uses, and
   * those that have none. One that was answered and that the evidence treats as if it had not been
   * is there for completeness only.
   */
  List<Integer> in(History<?, ?> evidence) {
    List<Integer> numbers = new ArrayList<>();
    List<Operation<I, O>> own = history().operations();
    for (int i = 0; i < own.size(); i++) {
      Operation<I, O> each = own.get(i);
      for (Operation<?, ?> other : evidence.operations()) {
        if (other.called() == each.called()
            && other.input().equals(each.input())
            && (other.isOk() || !each.isOk())) {
          numbers.add(i);
        }
      }
    }
    return numbers;
  }

  /** What happened so far; operations that have not ended are indeterminate in it. */
  public History<I, O> history() {
    return recorder.history();
  }
}
