package dev.faultline.cli;

import dev.faultline.check.Linearizability;
import dev.faultline.check.Verdict;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.guard.group.QuorumRegister;
import dev.faultline.guard.group.RegisterEnding;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.RegisterPort;
import dev.faultline.guard.group.RegisterState;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Clients that write and read a register; each write has a value of its own. */
final class GroupRegisterClients extends GroupClients {
  private final HistoryRecorder<RegisterOp, Object> history = new HistoryRecorder<>();
  private long values;

  GroupRegisterClients(int count, List<String> members, long seed, GroupTrace trace) {
    super(seed, trace);
    for (int i = 1; i <= count; i++) {
      add(new RegisterClient("client-" + i, members));
    }
  }

  @Override
  Verdict verdict() {
    return Linearizability.check(history.history(), Models.register(0L));
  }

  @Override
  int operations() {
    return history.history().size();
  }

  private final class RegisterClient extends Client implements RegisterPort<Long> {
    private final int number = history.newClient();
    private final QuorumRegister<Long> register;
    private final Map<Long, RegisterEnding<Long>> endings = new TreeMap<>();
    private int recorded;

    RegisterClient(String name, List<String> members) {
      super(name);
      register =
          new QuorumRegister<>(
              name, 0, RegisterState.first(0L, members), RETRY, new Random(name.hashCode()), this);
    }

    @Override
    long write(long now) {
      long value = ++values;
      recorded = history.invoke(number, new RegisterOp.Write(value), now);
      return register.write(value, PATIENCE, now);
    }

    @Override
    long read(long now) {
      recorded = history.invoke(number, new RegisterOp.Read(), now);
      return register.read(PATIENCE, now);
    }

    @Override
    boolean receive(String member, byte[] content, long now) {
      RegisterMessage<Long> message;
      try {
        message = GroupFrame.REGISTER.decode(content);
      } catch (IllegalArgumentException none) {
        return false;
      }
      register.receive(member, message, now);
      return true;
    }

    @Override
    void tick(long now) {
      register.tick(now);
    }

    @Override
    @Nullable Ending ending(long operation, long now) {
      RegisterEnding<Long> ending = endings.remove(operation);
      return switch (ending) {
        case null -> null;
        case RegisterEnding.Read<Long>(var value) -> {
          history.ok(recorded, value, now);
          yield Ending.ANSWERED;
        }
        case RegisterEnding.Written<Long>() -> {
          history.ok(recorded, Nil.NIL, now);
          yield Ending.ANSWERED;
        }
        case RegisterEnding.Late<Long>() -> {
          history.indeterminate(recorded, "no answer in time", now);
          yield Ending.LATE;
        }
        case RegisterEnding.Reconfigured<Long> _,
            RegisterEnding.Overtaken<Long> _,
            RegisterEnding.Superseded<Long> _ ->
            throw new AssertionError("no client changes the members");
      };
    }

    @Override
    public void send(String to, RegisterMessage<Long> message) {
      send(to, GroupFrame.REGISTER.encode(message));
    }

    @Override
    public void keep(RegisterState<Long> state) {}

    @Override
    public void ended(long operation, RegisterEnding<Long> ending) {
      endings.put(operation, ending);
    }
  }
}
