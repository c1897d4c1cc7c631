package dev.faultline.stories.agreement;

import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.call.ReplyTable.Begun;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Partial failure: the acknowledgement is lost after the write. */
public final class LostAnswer extends ShortStory {
  private static final int LASTS = 120;
  private static final int CALLS = 20;
  private static final int LOSES_AT = 20;

  public LostAnswer() {
    super(
        new Words(
            "lost-answer",
            "Partial failure: an error means that nothing was done",
            "A call that ends with an error has done nothing, so the user is told that it failed.",
            "A local call fails as a whole or not at all; a remote one may have been carried out"
                + " although its caller sees an error.",
            "Waldo et al., A Note on Distributed Computing, 1994, section 4.3",
            "Users are told that a payment failed. How many of these were carried out after all?",
            List.of("none", "fewer than 20", "20 or more"),
            "The error says that no answer came. The server may have died before the write, or"
                + " after it, or the answer was lost: the caller cannot tell these apart. To ask"
                + " again without a key pays twice instead.",
            List.of(
                "- try { pay(order); } catch (IOException e) { tell(\"failed\"); }",
                "+ var key = IdempotencyKey.draw(random);",
                "+ retry(() -> pay(order, key));",
                "  // at the server, stored together with the payment",
                "+ if (replies.begin(key, hash, now) instanceof Replied(var r)) return r;"),
            "The same question with the same key, until it is answered: the server does it once and"
                + " answers as often as it is asked. Only an answer decides what the user is told.",
            "the server keeps replies for as long as anybody may ask again",
            "dev.faultline.guard.call.ReplyTable",
            "--set loss=30"),
        List.of(
            new Parameter("loss", " %", 2, 0, 60, "messages that are lost, either way"),
            new Parameter("deaths", " %", 1, 0, 50, "calls in which the server dies after it")),
        List.of(
            Guard.of("none", "error = failed", "and it was done"),
            Guard.of("retry", "ask again", "and it is done twice"),
            Guard.of("key", "key", "until it is answered")),
        "key",
        List.of("told wrong", "paid"),
        new Atlas("loss", Atlas.range(0, 38, 20), "deaths", Atlas.range(0, 40, 9)));
  }

  @Override
  public String system(Values values) {
    return "Twenty payments a second. From 20 s on %s of all messages are lost, and in %s of all calls the server dies between the payment and the answer; another takes over its store."
        .formatted(values.text("loss"), values.text("deaths"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double loss = scene.values().get("loss") / 100;
    double deaths = scene.values().get("deaths") / 100;
    ReplyTable<String> replies = new ReplyTable<>(Duration.ofMinutes(10), 100_000);
    Tally tally = new Tally("right", "told wrong", LASTS);
    tally.mark(LOSES_AT, LASTS, "answers are lost");
    int paid = 0;
    for (int call = 0; call < LASTS * CALLS; call++) {
      double at = (double) call / CALLS;
      double lost = at >= LOSES_AT ? loss : 0;
      double dies = at >= LOSES_AT ? deaths : 0;
      IdempotencyKey key = IdempotencyKey.draw(random::nextLong);
      int times = 0;
      boolean isAnswered = false;
      do {
        if (random.nextDouble() >= lost) {
          times += !scene.guard().equals("key") || isFirst(replies, key, call) ? 1 : 0;
          isAnswered = random.nextDouble() >= dies && random.nextDouble() >= lost;
        }
      } while (!isAnswered && !scene.guard().equals("none"));
      paid += times;
      if (times == (isAnswered ? 1 : 0)) {
        tally.well(at);
      } else {
        tally.wrong(at);
      }
    }
    return tally.run(
        20,
        "What users are told is what was done, once.",
        text("Of %,d users what they are told is wrong.", tally.wrongs()),
        text("%,d", paid));
  }

  /** The table survives the server: it is stored with the payments. */
  private static boolean isFirst(ReplyTable<String> replies, IdempotencyKey key, int call) {
    long now = call * 50_000_000L;
    if (replies.begin(key, call, now) instanceof Begun.Run<String>(var ticket)) {
      replies.finish(key, ticket, "paid", now);
      return true;
    }
    return false;
  }
}
