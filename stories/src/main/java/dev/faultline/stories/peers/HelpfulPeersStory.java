package dev.faultline.stories.peers;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Check;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Story;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.peers.Rejoin.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Peers help a node that comes back, and bury it. */
public final class HelpfulPeersStory implements Story {
  @Override
  public Words words() {
    return new Words(
        "helpful-peers",
        "The node that its peers help to death",
        "The faster its peers send a node what it has missed, the sooner it is back.",
        "At Redpanda a node that came back could be overwhelmed by recovery traffic; timeouts and retries then made it worse.",
        "redpanda #5958; A. Petrov, Database Internals, chapter 8",
        "Five peers send at full speed. When does the node have all records?",
        List.of("within a minute", "after some minutes", "never"),
        "Heartbeats wait behind the records. The node answers them, too late, so its peers declare it dead, let it in again, and begin"
            + " the stream anew. The help is what kills it.",
        List.of(
            "  // at the node, for each record that it has applied",
            "+ grantor.consumed(1);",
            "+ if (grantor.isDue()) send(peer, new Credit(grantor.credit()));",
            "  // at the peer",
            "- send(node, record);",
            "+ if (sender.trySend()) send(node, record);"),
        "With credits no more is on the way than the node does in 25 ms, so it uses exactly what its users leave. A fixed throttle is"
            + " safe and slower. Priority for heartbeats saves the node, not its users.",
        "a message with a number for each half of the window",
        "dev.faultline.guard.queue.CreditGrantor",
        "--set missed=1500");
  }

  @Override
  public String system(Values values) {
    return "A node does %s messages/s, first in, first out; users send it %s/s. It has missed %s records, which five peers send at %s/s together. A heartbeat has to be answered within 1 s; after three late ones the node is declared dead, and 4 s later the stream begins again."
        .formatted(
            values.text("capacity").replace("/s", ""),
            values.text("users").replace("/s", ""),
            values.text("missed"),
            values.text("stream").replace("/s", ""));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("missed", "", 60_000, 100, 1_000_000, "records that the node has missed"),
        new Parameter("stream", "/s", 10_000, 10, 100_000, "records that its peers can send"),
        new Parameter("users", "/s", 700, 0, 5_000, "messages of its users"),
        new Parameter("capacity", "/s", 1_000, 100, 10_000, "messages that the node can do"));
  }

  @Override
  public List<Guard> guards() {
    return List.of(
        Guard.of("none", "full speed", "all at once"),
        Guard.of("priority", "heartbeats 1st", "users wait"),
        Guard.of("throttle", "throttle 20 %", "safe, slower"),
        Guard.of("credits", "credits", "what is left over"));
  }

  @Override
  public String cure() {
    return "credits";
  }

  @Override
  public List<String> columns() {
    return List.of("caught up", "declared dead", "longest wait");
  }

  @Override
  public Run run(Scene scene) {
    Values values = scene.values();
    Rejoin rejoin =
        new Rejoin(
                Protection.valueOf(scene.guard().toUpperCase(Locale.ROOT)),
                values.get("capacity"),
                values.get("users"),
                values.get("stream"),
                values.get("missed"))
            .run();
    double caughtUp = rejoin.caughtUp();
    boolean holds = caughtUp >= 0 && rejoin.deaths() == 0 && rejoin.longestWait() < 2;
    String when = caughtUp < 0 ? "never" : String.format(Locale.ROOT, "%.0f s", caughtUp);
    return new Run(
        1,
        List.of(
            new Series("backlog", "", rejoin.backlog(), ""),
            new Series("users wait", " s", rejoin.waits(), ""),
            new Series("records", " had", rejoin.applied(), "dead " + rejoin.deaths() + " times")),
        List.of(new Mark(Rejoin.REJOINS_AT, Rejoin.REJOINS_AT, "the node comes back")),
        0,
        caughtUp < 0 ? 80 : Math.min(Rejoin.LASTS, Math.max(40, caughtUp + 30)),
        holds,
        caughtUp < 0 ? 2 : caughtUp <= 60 ? 0 : 1,
        caughtUp < 0
            ? "It never catches up: declared dead %d times in ten minutes."
                .formatted(rejoin.deaths())
            : "It has all records after %s, declared dead %d times; users wait %s s at most."
                .formatted(
                    when,
                    rejoin.deaths(),
                    String.format(Locale.ROOT, "%.1f", rejoin.longestWait())),
        List.of(
            when,
            rejoin.deaths() + " times",
            String.format(Locale.ROOT, "%.1f s", rejoin.longestWait())),
        holds ? caughtUp : -1);
  }

  @Override
  public Atlas atlas() {
    return new Atlas(
        "missed",
        List.of(
            500.0, 1_000.0, 1_500.0, 2_000.0, 2_500.0, 3_000.0, 3_500.0, 4_000.0, 4_500.0, 5_000.0,
            6_000.0, 8_000.0, 10_000.0, 15_000.0, 20_000.0, 30_000.0, 40_000.0, 60_000.0, 80_000.0,
            100_000.0),
        "users",
        List.of(0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0));
  }

  @Override
  public List<Check> moreChecks(long seed) {
    List<Check> checks = new ArrayList<>();
    Run bare = run(scene(seed));
    checks.add(new Check("at full speed: never", bare.verdict(), bare.answer() == 2));
    Run credits = run(scene(seed).with("credits"));
    checks.add(
        new Check(
            "credits: about 200 s, nobody declared dead",
            credits.verdict(),
            credits.holds() && credits.score() > 190 && credits.score() < 215));
    Run throttle = run(scene(seed).with("throttle"));
    checks.add(
        new Check(
            "a throttle of 20 %: about 300 s",
            throttle.verdict(),
            throttle.holds() && throttle.score() > 290 && throttle.score() < 310));
    Run priority = run(scene(seed).with("priority"));
    checks.add(
        new Check(
            "priority alone: users wait for a minute or so",
            priority.verdict(),
            !priority.holds() && priority.answer() == 1));
    return checks;
  }
}
