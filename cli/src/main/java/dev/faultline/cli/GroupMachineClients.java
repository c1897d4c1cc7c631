package dev.faultline.cli;

import dev.faultline.check.Linearizability;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.Models;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.group.raft.CallEnding;
import dev.faultline.group.raft.ClientPort;
import dev.faultline.group.raft.CounterMachine;
import dev.faultline.group.raft.GroupClient;
import dev.faultline.group.raft.GroupCodec;
import dev.faultline.group.raft.GroupMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Clients that add to a counter, and read it: one that is added to twice gives itself away. */
final class GroupMachineClients extends GroupClients {
  /** Longer than an answer takes, and much shorter than an election. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private final HistoryRecorder<CounterOp, Object> history = new HistoryRecorder<>();
  private long adds;

  GroupMachineClients(int count, List<String> members, long seed, GroupTrace trace) {
    super(seed, trace);
    Random random = new Random(seed);
    for (int i = 1; i <= count; i++) {
      add(new MachineClient("client-" + i, members, random));
    }
  }

  @Override
  Verdict verdict() {
    return Linearizability.check(history.history(), Models.counter());
  }

  @Override
  int operations() {
    return history.history().size();
  }

  private final class MachineClient extends Client implements ClientPort {
    private final int number = history.newClient();
    private final GroupClient client;
    private final Map<Long, CallEnding> endings = new TreeMap<>();
    private int recorded;

    MachineClient(String name, List<String> members, Random random) {
      super(name);
      client = new GroupClient(members, ASK_AGAIN, random, this);
    }

    @Override
    long write(long now) {
      long delta = 1 + adds++ % 9;
      recorded = history.invoke(number, new CounterOp.AddAndGet(delta), now);
      return client.command(CounterMachine.add(delta), PATIENCE, now);
    }

    @Override
    long read(long now) {
      recorded = history.invoke(number, new CounterOp.Get(), now);
      return client.query(new byte[0], PATIENCE, now);
    }

    @Override
    boolean receive(String member, byte[] content, long now) {
      GroupMessage message;
      try {
        message = GroupCodec.decode(content);
      } catch (IllegalArgumentException none) {
        return false;
      }
      client.receive(member, message, now);
      return true;
    }

    @Override
    void tick(long now) {
      client.tick(now);
    }

    @Override
    @Nullable Ending ending(long operation, long now) {
      CallEnding ending = endings.remove(operation);
      return switch (ending) {
        case null -> null;
        case CallEnding.Done(var answer) -> {
          history.ok(recorded, CounterMachine.value(answer), now);
          yield Ending.ANSWERED;
        }
        case CallEnding.Refused(var problem) ->
            throw new IllegalStateException("the counter refuses: " + problem);
        case CallEnding.Late(), CallEnding.Forgotten() -> {
          history.indeterminate(recorded, "no answer in time", now);
          yield Ending.LATE;
        }
      };
    }

    @Override
    public void send(String to, GroupMessage message) {
      send(to, GroupCodec.encode(message));
    }

    @Override
    public void ended(long operation, CallEnding ending) {
      endings.put(operation, ending);
    }
  }
}
