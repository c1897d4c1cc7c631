package dev.faultline.examples.wal;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.ClientOperations;
import java.time.Duration;

/** Reads and writes at random, one operation after the other. */
final class LogClient implements Node {
  /** It is time for the next operation. */
  private record Next() {}

  /** The operation of that number takes too long. */
  private record Late(int number) {}

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int LONGEST_PAUSE_MILLIS = 200;

  private final int index;
  private final Address server;
  private final int count;
  private final ClientOperations<RegisterOp, Object> operations;
  private int number;
  private int open = -1;

  LogClient(int index, Address server, int count, ClientOperations<RegisterOp, Object> operations) {
    this.index = index;
    this.server = server;
    this.count = count;
    this.operations = operations;
  }

  @Override
  public void start(Env env) {
    pause(env);
  }

  private void pause(Env env) {
    env.timer(Duration.ofMillis(1 + env.random().nextInt(LONGEST_PAUSE_MILLIS)), new Next());
  }

  @Override
  public void timer(Env env, Object tag) {
    if (tag instanceof Next && number < count) {
      next(env);
    } else if (tag instanceof Late(var late) && late == number && open >= 0) {
      operations.indeterminate(open, "no answer");
      open = -1;
      pause(env);
    }
  }

  private void next(Env env) {
    number++;
    boolean write = env.random().nextBoolean();
    if (!operations.wanted(env.self())) {
      pause(env);
      return;
    }
    RegisterOp operation =
        write ? new RegisterOp.Write(index * 10_000 + number) : new RegisterOp.Read();
    open = operations.invoke(env.self(), operation);
    env.send(server, new LogServer.Call(number, operation));
    env.timer(PATIENCE, new Late(number));
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof LogServer.Done(var answered, var result)
        && answered == number
        && open >= 0) {
      operations.ok(open, result);
      open = -1;
      pause(env);
    }
  }
}
