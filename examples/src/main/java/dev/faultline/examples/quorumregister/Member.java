package dev.faultline.examples.quorumregister;

import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.guard.group.RegisterEnding;
import dev.faultline.sim.workload.Request;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the register with others, and carries out what clients ask. */
final class Member extends Process {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Who asked for an operation, by its number. */
  private record Asked(Address client, Request<?> request) {}

  private final TreeMap<Long, Asked> asked = new TreeMap<>();

  Member(List<String> first, Mistake mistake) {
    super(first, mistake);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Request<?> request && request.input() instanceof RegisterOp operation) {
      call(env, from, request, operation);
    } else {
      super.receive(env, from, message);
    }
  }

  private void call(Env env, Address client, Request<?> request, RegisterOp what) {
    // A request that the network repeats must not write again.
    String seen = "seen " + client.name();
    if (env.store().get(seen) instanceof Long last && last >= request.attempt()) {
      return;
    }
    env.store().put(seen, request.attempt());
    env.store().sync();
    long operation =
        switch (what) {
          case RegisterOp.Read() -> register().read(PATIENCE, env.nanoTime());
          case RegisterOp.Write(var value) -> {
            writing(value);
            yield register().write(value, PATIENCE, env.nanoTime());
          }
          case RegisterOp.Cas cas -> throw new IllegalArgumentException("a register has no " + cas);
        };
    asked.put(operation, new Asked(client, request));
    goOn(env);
  }

  @Override
  void ended(Env env, long operation, RegisterEnding<Object> ending) {
    Asked by = asked.remove(operation);
    if (by != null) {
      Object result = result(ending);
      // Without an answer in time a client takes its operation for one that may have an effect.
      if (result != null) {
        env.send(by.client, by.request.done(result));
      }
    }
  }

  private static @Nullable Object result(RegisterEnding<Object> ending) {
    return switch (ending) {
      case RegisterEnding.Read<Object>(var value) -> value;
      case RegisterEnding.Written<Object>() -> Nil.NIL;
      case RegisterEnding.Late<Object>() -> null;
      case RegisterEnding.Reconfigured<Object> _,
          RegisterEnding.Overtaken<Object> _,
          RegisterEnding.Superseded<Object> _ ->
          throw new AssertionError("no client asks for other members");
    };
  }
}
