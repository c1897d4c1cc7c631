package dev.faultline.stories.agreement;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.util.List;
import java.util.SplittableRandom;

/** Two leaders at once in Raft: harmless for writes, not for reads from memory. */
public final class TwoLeaders extends ShortStory {
  private static final int LASTS = 120;
  private static final int CUT_AT = 20;
  private static final int CALLS = 20;
  private static final int MEMBERS = 5;

  public TwoLeaders() {
    super(
        new Words(
            "two-leaders",
            "Two leaders at once in Raft",
            "Raft elects one leader, so what the leader has in memory is the newest.",
            "etcd and Consul answered reads from a leader's memory, which a leader that was cut off"
                + " did as well, until Jepsen found it.",
            "K. Kingsbury, Jepsen: etcd and Consul, 2014; Ongaro, thesis, section 6.4",
            "A leader is cut off with its clients for ten seconds. What do these get?",
            List.of("nothing wrong", "a few old reads", "20 old reads or more"),
            "Raft has one leader in a term, and there are two terms: the old leader does not know"
                + " of the new one. That is harmless for writes, since it reaches no majority and"
                + " commits none. A read from its memory asks nobody, and is old.",
            List.of(
                "- return state.get(key);",
                "+ long round = confirm();          // heartbeats with the term",
                "+ await(() -> acknowledged(round) >= majority);",
                "+ return state.get(key);"),
            "Before it answers a read, the leader asks a majority whether it still is the leader."
                + " Two majorities have a member in common, and that one has heard of the new"
                + " term.",
            "a round of messages for each read, or for all that wait",
            "faultline-group-raft, dev.faultline.guard.group.QuorumRegister",
            "--set cut=1"),
        List.of(
            new Parameter("cut", " s", 10, 0, 90, "how long the leader is cut off"),
            new Parameter("election", " s", 2, 0.5, 30, "until the others elect another")),
        List.of(
            Guard.of("none", "from memory", "asks nobody"),
            Guard.of("majority", "ask majority", "or no answer")),
        "majority",
        List.of("old reads", "old leader's", "no answer"),
        new Atlas(
            "cut", Atlas.range(0, 38, 20), "election", List.of(0.5, 1.0, 2.0, 5.0, 10.0, 20.0)));
  }

  @Override
  public String system(Values values) {
    return "Five members, 20 calls a second, half of them writes, a third of them of clients beside the leader. At 20 s it is cut off with these for %s; after %s the others elect another."
        .formatted(values.text("cut"), values.text("election"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double until = CUT_AT + scene.values().get("cut");
    double elected = CUT_AT + scene.values().get("election");
    Tally tally = new Tally("answered", "old reads", LASTS);
    tally.mark(CUT_AT, until, "leader is cut off");
    int[] value = new int[2];
    int uncommitted = 0;
    int unanswered = 0;
    for (int call = 0; call < LASTS * CALLS; call++) {
      double at = (double) call / CALLS;
      boolean isCut = at >= CUT_AT && at < until;
      boolean isWrite = random.nextBoolean();
      boolean isBeside = random.nextInt(3) == 0;
      boolean isOld = isCut && isBeside;
      if (isCut && !isBeside && at < elected) {
        unanswered++;
        continue;
      }
      // The old leader reaches itself alone.
      int reached = isOld ? 1 : MEMBERS;
      boolean isMajority = reached > MEMBERS / 2;
      if (isWrite) {
        if (isMajority) {
          value[1]++;
          value[0] = isCut ? value[0] : value[1];
          tally.well(at);
        } else {
          uncommitted++;
          unanswered++;
        }
      } else if (scene.guard().equals("majority") && !isMajority) {
        unanswered++;
      } else if (isOld && value[0] < value[1]) {
        tally.wrong(at);
      } else {
        value[0] = isCut ? value[0] : value[1];
        tally.well(at);
      }
    }
    return tally.run(
        20,
        text("No read is old; the old leader committed none of %d writes.", uncommitted),
        text(
            "%,d reads are old; of %d writes the old leader committed none.",
            tally.wrongs(), uncommitted),
        text("0 of %d", uncommitted),
        text("%d", unanswered));
  }
}
