package dev.faultline.stories.agreement;

import dev.faultline.guard.group.BroadcastMessage;
import dev.faultline.guard.group.BroadcastPort;
import dev.faultline.guard.group.ReliableBroadcast;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** An equivocating node: it tells one half of the members this, and the other half that. */
public final class Equivocation extends ShortStory {
  private static final int LASTS = 120;
  private static final int LIES_AT = 20;
  private static final String LIAR = "m0";

  private record Sent(String from, String to, BroadcastMessage<String> message) {}

  public Equivocation() {
    super(
        new Words(
            "equivocation",
            "A node that says this to one and that to another",
            "A member has one state, so all hear the same from it.",
            "A single wrong bit in one server's messages, passed on by the others, stopped Amazon"
                + " S3 for hours in 2008.",
            "Amazon S3 Availability Event, July 20, 2008; G. Bracha, 1987",
            "Once a second a member broadcasts a value. How often do the others disagree?",
            List.of("never", "fewer than 20 times", "20 times or more"),
            "Each receiver believes what it was told, and no receiver sees what the others were"
                + " told. One member that says two things leaves two truths, and each is signed.",
            List.of(
                "- onMessage(from, value -> apply(value));",
                "+ broadcast.receive(from, message);  // echo, ready",
                "+ // and at BroadcastPort.deliver:",
                "+ apply(value);"),
            "Members tell each other what they were told, and take a value when so many agree that"
                + " two values cannot both have as many: more than three times as many members as"
                + " may lie. With three and one liar it breaks: try it.",
            "three rounds, and messages in the square of the members",
            "dev.faultline.guard.group.ReliableBroadcast",
            "--set members=3"),
        List.of(
            new Parameter("members", "", 4, 3, 16, "of which one lies"),
            new Parameter("lies", " %", 50, 0, 100, "broadcasts that say two things")),
        List.of(
            Guard.of("none", "believe it", "what each was told"),
            Guard.of("bracha", "Bracha", "what enough were told")),
        "bracha",
        List.of("disagree", "agree", "none"),
        new Atlas("members", Atlas.range(3, 16, 14), "lies", Atlas.range(0, 100, 11)));
  }

  @Override
  public String system(Values values) {
    return "%s members, of which one broadcasts a value a second; from 20 s on in %s of the broadcasts it tells half of them another one. Messages arrive in any order, and none is lost."
        .formatted(values.text("members"), values.text("lies"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    int members = scene.values().count("members");
    Tally tally = new Tally("agree", "disagree", LASTS);
    tally.mark(LIES_AT, LASTS, "one of them lies");
    int agree = 0;
    int none = 0;
    for (int second = 0; second < LASTS; second++) {
      boolean lies = second >= LIES_AT && random.nextDouble() * 100 < scene.values().get("lies");
      TreeSet<String> values =
          scene.guard().equals("bracha") ? bracha(members, lies, random) : believed(lies);
      if (values.size() > 1) {
        tally.wrong(second);
      } else {
        tally.well(second);
        agree += values.size();
        none += 1 - values.size();
      }
    }
    return tally.run(
        20,
        "The members never disagree; %d times they took no value, and none of them did."
            .formatted(none),
        text("%d times the members go on with different values.", tally.wrongs()),
        text("%d", agree),
        text("%d", none));
  }

  private static TreeSet<String> believed(boolean lies) {
    return new TreeSet<>(lies ? List.of("x", "y") : List.of("x"));
  }

  /** The values that honest members deliver. */
  private static TreeSet<String> bracha(int members, boolean lies, SplittableRandom random) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      names.add("m" + i);
    }
    List<Sent> links = new ArrayList<>();
    TreeSet<String> delivered = new TreeSet<>();
    List<ReliableBroadcast<String>> honest = new ArrayList<>();
    for (String name : names.subList(1, members)) {
      honest.add(
          new ReliableBroadcast<>(
              name, names, (members - 1) / 3, new Port(name, links, delivered)));
    }
    for (int i = 1; i < members; i++) {
      String value = lies && i > members / 2 ? "y" : "x";
      links.add(new Sent(LIAR, names.get(i), new BroadcastMessage.Send<>(LIAR, 1, value)));
      links.add(new Sent(LIAR, names.get(i), new BroadcastMessage.Echo<>(LIAR, 1, value)));
      links.add(new Sent(LIAR, names.get(i), new BroadcastMessage.Ready<>(LIAR, 1, value)));
    }
    while (!links.isEmpty()) {
      Sent next = links.remove(random.nextInt(links.size()));
      if (!next.to.equals(LIAR)) {
        honest.get(names.indexOf(next.to) - 1).receive(next.from, next.message);
      }
    }
    return delivered;
  }

  private record Port(String self, List<Sent> links, TreeSet<String> delivered)
      implements BroadcastPort<String> {
    @Override
    public void send(String to, BroadcastMessage<String> message) {
      links.add(new Sent(self, to, message));
    }

    @Override
    public void deliver(String origin, long sequence, String value) {
      delivered.add(value);
    }
  }
}
