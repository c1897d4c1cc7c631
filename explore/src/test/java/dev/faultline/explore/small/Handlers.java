package dev.faultline.explore.small;

import dev.faultline.core.Address;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Small systems of handlers. */
final class Handlers {
  private static final SystemModel ASYNCHRONOUS = SystemModel.asynchronous();

  private Handlers() {}

  static void senders(World world) {
    world.model(ASYNCHRONOUS);
    Diary diary = Diary.of(world);
    Address one = world.node("one", diary::noting);
    Address two = world.node("two", diary::noting);
    for (int i = 1; i <= 3; i++) {
      int message = i;
      world.node(
          "from-" + i,
          () ->
              (Node)
                  env -> {
                    env.send(one, message);
                    env.send(two, message);
                  });
    }
  }

  /** The reply cancels the timer: of the two only one happens. */
  static void timeout(World world) {
    world.model(ASYNCHRONOUS);
    Diary diary = Diary.of(world);
    Address server =
        world.node(
            "server",
            () ->
                diary.new Noting() {
                  @Override
                  public void receive(Env env, Address from, Object message) {
                    super.receive(env, from, message);
                    env.send(from, "reply");
                  }
                });
    for (int i = 1; i <= 2; i++) {
      world.node("client-" + i, () -> patient(diary, server));
    }
  }

  private static Node patient(Diary diary, Address server) {
    return diary.new Noting() {
      private long timer;

      @Override
      public void start(Env env) {
        env.send(server, env.self().name());
        timer = env.timer(Duration.ofMillis(10), "timeout");
      }

      @Override
      public void receive(Env env, Address from, Object message) {
        super.receive(env, from, message);
        env.cancel(timer);
      }
    };
  }

  static void equalTimers(World world) {
    world.model(ASYNCHRONOUS);
    world.timerLateness(Duration.ZERO);
    Diary diary = Diary.of(world);
    Address other = world.node("other", diary::noting);
    world.node(
        "timers",
        () ->
            diary.new Noting() {
              @Override
              public void start(Env env) {
                for (String tag : new String[] {"a", "b", "c"}) {
                  env.timer(Duration.ofMillis(5), tag);
                }
              }

              @Override
              public void timer(Env env, Object tag) {
                super.timer(env, tag);
                env.send(other, tag);
              }
            });
    world.node(
        "other-timers",
        () ->
            diary.new Noting() {
              @Override
              public void start(Env env) {
                env.timer(Duration.ofMillis(5), "x");
              }

              @Override
              public void timer(Env env, Object tag) {
                super.timer(env, tag);
                env.send(other, tag);
              }
            });
  }

  /** One of two nodes ends the world: what the other one does may come before or not at all. */
  static void stops(World world) {
    world.model(ASYNCHRONOUS);
    Diary diary = Diary.of(world);
    Address other = world.node("other", diary::noting);
    Address ender =
        world.node(
            "ender",
            () ->
                diary.new Noting() {
                  @Override
                  public void receive(Env env, Address from, Object message) {
                    super.receive(env, from, message);
                    world.stop();
                  }
                });
    world.node("a", () -> (Node) env -> env.send(ender, "end"));
    world.node("b", () -> (Node) env -> env.send(other, "before the end"));
  }

  /** Two nodes throw, each when its messages come in one order: each ends the world. */
  static void throwing(World world) {
    world.model(ASYNCHRONOUS);
    Diary diary = Diary.of(world);
    Address[] judges = new Address[2];
    for (int i = 0; i < 2; i++) {
      judges[i] =
          world.node(
              "judge-" + i,
              () ->
                  diary.new Noting() {
                    @Override
                    public void receive(Env env, Address from, Object message) {
                      if (message.equals("2") && diary.of(env).isEmpty()) {
                        world.violation("in order", env.self().name());
                      }
                      super.receive(env, from, message);
                    }
                  });
    }
    for (int i = 1; i <= 2; i++) {
      String message = Integer.toString(i);
      world.node(
          "from-" + i,
          () ->
              (Node)
                  env -> {
                    env.send(judges[0], message);
                    env.send(judges[1], message);
                  });
    }
  }

  /** Sends again until it is acknowledged; loss and duplication. */
  static void retries(World world) {
    world.model(ASYNCHRONOUS.fairLossLinks());
    Diary diary = Diary.of(world);
    Address server =
        world.client(
            "server",
            () ->
                diary.new Noting() {
                  @Override
                  public void receive(Env env, Address from, Object message) {
                    super.receive(env, from, message);
                    env.send(from, "ok");
                  }
                });
    world.client(
        "client",
        () ->
            diary.new Noting() {
              private long timer;
              private int left = 2;

              @Override
              public void start(Env env) {
                ask(env);
              }

              private void ask(Env env) {
                env.send(server, "ask-" + left);
                left--;
                timer = left == 0 ? 0 : env.timer(Duration.ofMillis(10), "again");
              }

              @Override
              public void timer(Env env, Object tag) {
                super.timer(env, tag);
                ask(env);
              }

              @Override
              public void receive(Env env, Address from, Object message) {
                super.receive(env, from, message);
                env.cancel(timer);
              }
            });
  }

  /** Counts in a store, and syncs before it answers; once it crashes. */
  static void recovery(World world) {
    world.model(ASYNCHRONOUS.crashRecovery(1));
    world.syncTime(Duration.ZERO);
    Diary diary = Diary.of(world);
    Address counter =
        world.node(
            "counter",
            () ->
                diary.new Noting() {
                  @Override
                  public void receive(Env env, Address from, Object message) {
                    int count = env.store().get("count") instanceof Integer stored ? stored : 0;
                    env.store().put("count", count + 1);
                    env.store().put("last", message);
                    diary.note(env, count + "" + env.store().get("last"));
                    env.store().sync();
                    env.send(from, count + 1);
                  }
                });
    for (int i = 1; i <= 2; i++) {
      world.client(
          "client-" + i,
          () ->
              diary.new Noting() {
                @Override
                public void start(Env env) {
                  env.send(counter, env.self().name());
                }
              });
    }
  }

  /** A timer runs at a node that crashes, and one at another node. */
  static void crashes(World world) {
    world.model(ASYNCHRONOUS.crashStop(1));
    Diary diary = Diary.of(world);
    Address[] nodes = new Address[2];
    for (int i = 0; i < 2; i++) {
      int peer = 1 - i;
      nodes[i] =
          world.node(
              "n-" + i,
              () ->
                  diary.new Noting() {
                    @Override
                    public void start(Env env) {
                      env.timer(Duration.ofMillis(5), "tick");
                    }

                    @Override
                    public void timer(Env env, Object tag) {
                      super.timer(env, tag);
                      env.send(env.address("n-" + peer), "tock");
                    }
                  });
    }
  }

  static void omissions(World world) {
    world.model(ASYNCHRONOUS.omission(1));
    Diary diary = Diary.of(world);
    Address log = world.client("log", diary::noting);
    for (int i = 1; i <= 2; i++) {
      world.node(
          "n-" + i,
          () ->
              diary.new Noting() {
                @Override
                public void start(Env env) {
                  env.send(log, env.self().name());
                }
              });
    }
  }

  static void connections(World world) {
    world.model(ASYNCHRONOUS);
    Diary diary = Diary.of(world);
    Address server =
        world.node(
            "server",
            () ->
                diary.new Noting() {
                  @Override
                  public ConnectionListener accept(Env env, Connection connection) {
                    return listener(diary, null);
                  }
                });
    world.node(
        "client",
        () ->
            (Node)
                env -> {
                  env.connect(server, listener(diary, "hello"));
                });
    world.node("other", () -> (Node) env -> env.send(server, "datagram"));
  }

  private static ConnectionListener listener(Diary diary, @Nullable String first) {
    return new ConnectionListener() {
      @Override
      public void opened(Env env, Connection connection) {
        diary.note(env, "opened");
        if (first != null) {
          connection.send(first);
        }
      }

      @Override
      public void received(Env env, Connection connection, Object message) {
        diary.note(env, message);
        connection.close();
      }

      @Override
      public void closed(Env env, Connection connection, CloseReason reason) {
        diary.note(env, reason);
      }
    };
  }
}
