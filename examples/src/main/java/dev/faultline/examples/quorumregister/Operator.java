package dev.faultline.examples.quorumregister;

import dev.faultline.core.Env;
import dev.faultline.guard.group.RegisterEnding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes who the members are, now and then, to any of the processes. */
final class Operator extends Process {
  static final String CHANGED = "members have changed";
  static final String OVERTAKEN = "a change was overtaken by another";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LONGEST_PAUSE = Duration.ofMillis(60).toNanos();

  private final int members;
  private final List<String> all;
  private int left;

  Operator(List<String> first, List<String> all, int changes, Mistake mistake) {
    super(first, mistake);
    this.members = first.size();
    this.all = all;
    this.left = changes;
  }

  @Override
  public void start(Env env) {
    super.start(env);
    pause(env);
  }

  private static void pause(Env env) {
    env.timer(env.random().nextLong(LONGEST_PAUSE), "change");
  }

  @Override
  public void timer(Env env, Object tag) {
    if (!"change".equals(tag)) {
      super.timer(env, tag);
    } else if (left-- > 0) {
      List<String> next = new ArrayList<>(all);
      while (next.size() > members) {
        next.remove(env.random().nextInt(next.size()));
      }
      register().reconfigure(next, PATIENCE, env.nanoTime());
      goOn(env);
    }
  }

  @Override
  void ended(Env env, long operation, RegisterEnding<Object> ending) {
    switch (ending) {
      case RegisterEnding.Reconfigured<Object> _ -> env.reached(CHANGED);
      case RegisterEnding.Overtaken<Object> _ -> env.reached(OVERTAKEN);
      case RegisterEnding.Superseded<Object> _ ->
          env.remark("the change is followed by another, whatever became of it");
      case RegisterEnding.Late<Object>() -> env.remark("the change is late");
      case RegisterEnding.Read<Object> _, RegisterEnding.Written<Object>() ->
          throw new AssertionError("an operator neither reads nor writes");
    }
    pause(env);
  }
}
