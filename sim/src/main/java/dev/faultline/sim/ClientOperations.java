package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.core.history.Operation;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.user.UserText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records what the clients of a world ask and the answers they get. This is the history that a
 * consistency model is checked against. The operations are also in the trace and in its hash. Made
 * by {@link World#operations}; belongs to that world's thread.
 *
 * <p>After an indeterminate operation the client continues under a new process number, as the
 * theory of histories requires; callers need not do anything for it. If a node that may crash calls
 * operations, the operation that is open at its crash is indeterminate.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public final class ClientOperations<I, O> {
  /** How checkers name who called an operation. */
  private static final Pattern PROCESS = Pattern.compile("\\bof client (\\d{1,9})\\b");

  private final Kernel kernel;
  private final Adversary adversary;
  private final HistoryRecorder<I, O> recorder = new HistoryRecorder<>();
  private final Map<String, Integer> processes = new LinkedHashMap<>();
  private final Map<Integer, Open> open = new LinkedHashMap<>();

  /** Who has which process number, by that number. */
  private final List<String> names = new ArrayList<>();

  /** The numbers of the recorder's operations in the world, in order. */
  private final List<Integer> numbers = new ArrayList<>();

  private record Open(String client, int recorded, int incarnation) {}

  private final Map<String, Long> asked = new LinkedHashMap<>();

  private final String callers;
  private boolean succeeded;

  /**
   * An empty record.
   *
   * @param callers whose operations it is for, in words
   */
  ClientOperations(Kernel kernel, Adversary adversary, String callers) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.callers = callers;
  }

  /**
   * Whether a client should perform its next operation. Always true while exploring. If a client
   * asks before each operation, and skips those for which the answer is false, the shrinker can
   * leave operations out.
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
   * @return a number for the method that ends the operation, unique in its world
   * @throws IllegalStateException when the client has an operation that has not ended
   */
  public int invoke(Address client, I input) {
    String name = client.name();
    int incarnation = kernel.node(client).incarnation;
    endWhatDiedWith(name, incarnation);
    int process = processes.computeIfAbsent(name, this::newProcess);
    int recorded = recorder.invoke(process, input, kernel.now());
    int operation = kernel.remarks().nextOperation();
    numbers.add(operation);
    open.put(operation, new Open(name, recorded, incarnation));
    kernel
        .remarks()
        .operation(new TraceEvent.Invoked(kernel.now(), name, operation, input), name, input);
    return operation;
  }

  private int newProcess(String client) {
    int process = recorder.newClient();
    while (names.size() <= process) {
      names.add(client);
    }
    return process;
  }

  /** What a checker says, with clients by their names instead of their process numbers. */
  String named(String explanation) {
    return PROCESS
        .matcher(explanation)
        .replaceAll(found -> {
          int process = Integer.parseInt(found.group(1));
          return Matcher.quoteReplacement(
              process < names.size() ? "of " + names.get(process) : found.group());
        });
  }

  /** The operation took effect and was answered with {@code output}. */
  public void ok(int operation, O output) {
    Open ended = ended(operation);
    recorder.ok(ended.recorded, output, kernel.now());
    succeeded = true;
    tell(operation, ended, TraceEvent.Ending.OK, output);
  }

  /** The operation certainly had no effect and never will. */
  public void fail(int operation, String reason) {
    Open ended = ended(operation);
    recorder.fail(ended.recorded, reason, kernel.now());
    tell(operation, ended, TraceEvent.Ending.FAIL, reason);
  }

  /** It is unknown whether the operation took effect, or still will. */
  public void indeterminate(int operation, String reason) {
    Open ended = ended(operation);
    recorder.indeterminate(ended.recorded, reason, kernel.now());
    tell(operation, ended, TraceEvent.Ending.INDETERMINATE, reason);
    processes.remove(ended.client);
  }

  /** Nobody hears any more what became of the operation of an incarnation that is over. */
  private void endWhatDiedWith(String client, int incarnation) {
    for (Map.Entry<Integer, Open> each : List.copyOf(open.entrySet())) {
      if (each.getValue().client.equals(client) && each.getValue().incarnation != incarnation) {
        indeterminate(each.getKey(), "its caller crashed");
      }
    }
  }

  private Open ended(int operation) {
    Open ended = open.remove(operation);
    if (ended == null) {
      throw new IllegalStateException("operation " + operation + " is not open");
    }
    return ended;
  }

  private void tell(int operation, Open ended, TraceEvent.Ending ending, Object result) {
    kernel
        .remarks()
        .operation(
            new TraceEvent.Completed(
                kernel.now(), ended.client, operation, ending, UserText.of(result)),
            ended.client,
            result);
  }

  /**
   * Which operations some evidence is about, by their numbers: those whose outcome it uses, and
   * those that have none. One that was answered and that the evidence treats as if it had not been
   * is there for completeness only.
   */
  List<Integer> in(History<?, ?> evidence) {
    List<Integer> found = new ArrayList<>();
    List<Operation<I, O>> own = history().operations();
    for (int i = 0; i < own.size(); i++) {
      Operation<I, O> each = own.get(i);
      for (Operation<?, ?> other : evidence.operations()) {
        if (other.called() == each.called()
            && other.input().equals(each.input())
            && (other.isOk() || !each.isOk())) {
          found.add(numbers.get(i));
        }
      }
    }
    return found;
  }

  String callers() {
    return callers;
  }

  /** Whether any operation took effect and was answered: without one, a history fits any model. */
  boolean succeeded() {
    return succeeded;
  }

  /** What happened so far; operations that have not ended are indeterminate in it. */
  public History<I, O> history() {
    return recorder.history();
  }
}
