package dev.faultline.stories;

import dev.faultline.stories.agreement.Amnesia;
import dev.faultline.stories.agreement.CommitWait;
import dev.faultline.stories.agreement.DivergentRing;
import dev.faultline.stories.agreement.Equivocation;
import dev.faultline.stories.agreement.LastWrite;
import dev.faultline.stories.agreement.LeaseOverlap;
import dev.faultline.stories.agreement.LocalWalk;
import dev.faultline.stories.agreement.LostAnswer;
import dev.faultline.stories.agreement.PoisonedClock;
import dev.faultline.stories.agreement.Resurrection;
import dev.faultline.stories.agreement.SchemaRace;
import dev.faultline.stories.agreement.SplitBrain;
import dev.faultline.stories.agreement.SpreadingRot;
import dev.faultline.stories.agreement.TwoLeaders;
import dev.faultline.stories.agreement.WrongDetector;
import dev.faultline.stories.breaker.BreakerStory;
import dev.faultline.stories.fallacies.Administrator;
import dev.faultline.stories.fallacies.Bandwidth;
import dev.faultline.stories.fallacies.EndlessQueue;
import dev.faultline.stories.fallacies.HelpfulPlanner;
import dev.faultline.stories.fallacies.Homogeneous;
import dev.faultline.stories.fallacies.Latency;
import dev.faultline.stories.fallacies.PausedHolder;
import dev.faultline.stories.fallacies.Secure;
import dev.faultline.stories.fallacies.SlowNode;
import dev.faultline.stories.fallacies.ThreeLayers;
import dev.faultline.stories.fallacies.Topology;
import dev.faultline.stories.fallacies.Transport;
import dev.faultline.stories.fallacies.UnreliableNetwork;
import dev.faultline.stories.herd.ReconnectHerdStory;
import dev.faultline.stories.peers.HelpfulPeersStory;
import dev.faultline.stories.storm.RetryStormStory;
import dev.faultline.stories.tail.TailStory;
import java.util.List;
import java.util.stream.Collectors;

/** All stories, in the order in which to read them. */
public final class Stories {
  /** The seed with which stories are told. */
  public static final long SEED = 7;

  private static final List<Story> ALL =
      List.of(
          new RetryStormStory(),
          new BreakerStory(),
          new ReconnectHerdStory(),
          new HelpfulPeersStory(),
          new TailStory(),
          new EndlessQueue(),
          new PausedHolder(),
          new SlowNode(),
          new ThreeLayers(),
          new HelpfulPlanner(),
          new UnreliableNetwork(),
          new Latency(),
          new Bandwidth(),
          new Secure(),
          new Topology(),
          new Administrator(),
          new Transport(),
          new Homogeneous(),
          new LastWrite(),
          new LeaseOverlap(),
          new CommitWait(),
          new SchemaRace(),
          new DivergentRing(),
          new LocalWalk(),
          new SpreadingRot(),
          new LostAnswer(),
          new SplitBrain(),
          new TwoLeaders(),
          new Amnesia(),
          new Equivocation(),
          new WrongDetector(),
          new Resurrection(),
          new PoisonedClock());

  private Stories() {}

  /** All of them. */
  public static List<Story> all() {
    return ALL;
  }

  /**
   * The story of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all names
   */
  public static Story named(String name) {
    return ALL.stream()
        .filter(story -> story.words().name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no story '%s'; expected one of %s"
                    .formatted(
                        name,
                        ALL.stream()
                            .map(story -> story.words().name())
                            .collect(Collectors.joining(", ")))));
  }
}
