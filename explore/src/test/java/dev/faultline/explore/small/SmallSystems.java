package dev.faultline.explore.small;

import dev.faultline.explore.small.races.Races;
import java.util.List;

/** A bank of systems that are small enough for the plain search, of every kind that there is. */
public final class SmallSystems {
  private SmallSystems() {}

  public static List<SmallSystem> all() {
    return List.of(
        new SmallSystem("three senders, two receivers", -1, 36, Handlers::senders),
        new SmallSystem("a reply cancels a timer", -1, 8, Handlers::timeout),
        new SmallSystem("timers at equal times", -1, 4, Handlers::equalTimers),
        new SmallSystem("a node stops the world", -1, 2, Handlers::stops),
        new SmallSystem("two nodes see violations", -1, 1, Handlers::throwing),
        new SmallSystem("loss, duplication, and asking again", 2, 10, Handlers::retries),
        new SmallSystem("crash and recovery with a store", 1, 10, Handlers::recovery),
        new SmallSystem("a crash, and timers", -1, 5, Handlers::crashes),
        new SmallSystem("omissions", -1, 4, Handlers::omissions),
        new SmallSystem("figure 8-1", -1, 4, world -> Threads.race(world, 2, Races.Figure::new)),
        new SmallSystem(
            "three threads write", -1, 3, world -> Threads.race(world, 3, Races.LastWriter::new)),
        new SmallSystem(
            "two sections of a lock",
            -1,
            2,
            world -> Threads.race(world, 2, Races.TwoSections::new)),
        new SmallSystem(
            "check then act", -1, 3, world -> Threads.race(world, 2, Races.CheckThenAct::new)),
        new SmallSystem(
            "lazy initialisation", -1, 3, world -> Threads.race(world, 2, Races.Lazy::new)),
        new SmallSystem("a blocking node that waits for a while", -1, 2, Threads::polls));
  }
}
