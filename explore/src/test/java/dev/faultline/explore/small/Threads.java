package dev.faultline.explore.small;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Datagram;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.small.races.Race;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Small systems of threads; they need the agent. */
final class Threads {
  private static final Interleaving HERE = Interleaving.fieldsOf(Race.class.getPackageName());

  private Threads() {}

  static void race(World world, int threads, Supplier<Race> made) {
    world.model(SystemModel.asynchronous());
    world.interleave(HERE);
    Diary diary = Diary.of(world);
    world.blockingNode("racer", env -> race(env, diary, threads, made.get()));
  }

  private static void race(BlockingEnv env, Diary diary, int threads, Race race)
      throws InterruptedException {
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      started.add(Thread.startVirtualThread(() -> race.run(number)));
    }
    for (Thread each : started) {
      each.join();
    }
    diary.note(env, race.outcome());
  }

  /** A node waits for an answer, and for no longer than a while. */
  static void polls(World world) {
    world.model(SystemModel.asynchronous());
    Diary diary = Diary.of(world);
    Address server =
        world.blockingNode(
            "server",
            env -> {
              while (true) {
                Datagram request = env.receive();
                diary.note(env, request.message());
                env.send(request.from(), "reply");
              }
            });
    world.blockingNode(
        "client",
        env -> {
          env.send(server, env.self().name());
          Datagram reply = env.receive(Duration.ofMillis(10));
          diary.note(env, reply == null ? "timeout" : reply.message());
        });
  }
}
