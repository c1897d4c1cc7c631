package dev.faultline.check.generate;

import dev.faultline.check.Step;
import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs clients against an atomic object, one random event at a time, and records the history that
 * they observe.
 *
 * <p>The seed determines the history. Without lies every history is linearizable. An operation that
 * is impossible in the state in which it would take effect fails.
 *
 * @param operations how many operations to call
 * @param clients how many of them may be open at once
 * @param indeterminate share of operations whose outcome is indeterminate
 * @param lies share of operations that return an arbitrary output
 */
public record HistoryGenerator(int operations, int clients, double indeterminate, double lies) {

  /** The history of this seed. */
  public <S, I, O> History<I, O> generate(Workload<S, I, O> workload, long seed) {
    return new Run<>(workload, new Random(seed)).go();
  }

  private final class Run<S, I, O> {
    private final Workload<S, I, O> workload;
    private final RandomGenerator random;
    private final HistoryRecorder<I, O> recorder = new HistoryRecorder<>();
    private final List<Client> idle = new ArrayList<>();
    private final List<Client> busy = new ArrayList<>();
    private S state;
    private int called;

    private final class Client {
      int id = recorder.newClient();
      int operation;
      @Nullable I input;
      @Nullable O output;
    }

    Run(Workload<S, I, O> workload, RandomGenerator random) {
      this.workload = workload;
      this.random = random;
      this.state = workload.spec().initial();
    }

    History<I, O> go() {
      for (int i = 0; i < clients; i++) {
        idle.add(new Client());
      }
      while (called < operations || !busy.isEmpty()) {
        if (called < operations && !idle.isEmpty() && random.nextBoolean()) {
          call(idle.remove(random.nextInt(idle.size())));
        } else if (!busy.isEmpty()) {
          proceed(random.nextInt(busy.size()));
        }
      }
      return recorder.history();
    }

    private void call(Client client) {
      I input = workload.inputs().apply(random);
      client.input = input;
      client.output = null;
      client.operation = recorder.invoke(client.id, input, called++);
      busy.add(client);
    }

    private void proceed(int index) {
      var client = busy.get(index);
      if (client.output == null && random.nextDouble() >= indeterminate / 2) {
        client.output = takeEffect(client);
        if (client.output == null) {
          busy.remove(index);
          recorder.fail(client.operation, "not now", called);
          idle.add(client);
        }
        return;
      }
      busy.remove(index);
      if (client.output == null || random.nextDouble() < indeterminate / 2) {
        recorder.indeterminate(client.operation, "lost", called);
        client.id = recorder.newClient();
      } else {
        recorder.ok(client.operation, client.output, called);
      }
      idle.add(client);
    }

    private @Nullable O takeEffect(Client client) {
      I input = Objects.requireNonNull(client.input);
      var outputs = new ArrayList<>(workload.outputs().apply(input));
      O told = outputs.get(random.nextInt(outputs.size()));
      while (!outputs.isEmpty()) {
        O output = outputs.remove(random.nextInt(outputs.size()));
        Step<S> step = workload.spec().step(state, input, new Outcome.Ok<>(output));
        var next = step.states();
        if (!next.isEmpty()) {
          state = next.get(random.nextInt(next.size()));
          return random.nextDouble() < lies ? told : output;
        }
      }
      return random.nextDouble() < lies ? told : null;
    }
  }
}
