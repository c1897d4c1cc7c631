package dev.faultline.examples.quorumregister;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.quorumregister.Message.Call;
import dev.faultline.examples.quorumregister.Message.Done;
import dev.faultline.sim.ClientOperations;
import java.time.Duration;
import java.util.List;

/** Reads and writes at random, one operation after the other, through a random replica each. */
final class RegisterClient implements Node {
  /** It is time for the next operation. */
  private record Next() {}

  /** The operation of that number takes too long. */
  private record Late(int number) {}

  private static final Duration PATIENCE = Duration.ofMillis(800);
  private static final int LONGEST_PAUSE_MILLIS = 5;

  private final int index;
  private final List<Address> replicas;
  private final int count;
  private final ClientOperations<RegisterOp, Object> operations;
  private int number;
  private int open = -1;

  RegisterClient(
      int index,
      List<Address> replicas,
      int count,
      ClientOperations<RegisterOp, Object> operations) {
    this.index = index;
    this.replicas = replicas;
    this.count = count;
    this.operations = operations;
  }

  boolean done() {
    return number == count && open < 0;
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
    Address replica = replicas.get(env.random().nextInt(replicas.size()));
    boolean write = env.random().nextBoolean();
    if (!operations.wanted(env.self())) {
      pause(env);
      return;
    }
    RegisterOp operation =
        write ? new RegisterOp.Write(index * 100 + number) : new RegisterOp.Read();
    open = operations.invoke(env.self(), operation);
    env.send(replica, new Call(number, operation));
    env.timer(PATIENCE, new Late(number));
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Done(var answered, var result) && answered == number && open >= 0) {
      operations.ok(open, result);
      open = -1;
      pause(env);
    }
  }
}
