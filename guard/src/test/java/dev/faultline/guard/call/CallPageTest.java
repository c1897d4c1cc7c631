package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.call.Guards.Refusal;
import dev.faultline.guard.retry.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls and limits as docs/guards.md shows them. */
class CallPageTest {
  private static final class OverloadException extends Exception {}

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final SharedBulkhead bulkhead = new SharedBulkhead(50, Duration.ofSeconds(30), 1);
  private final SharedAdaptiveLimit limit =
      new SharedAdaptiveLimit(20, 1, 1_000, Duration.ofSeconds(10), System.nanoTime());
  private final Calls calls =
      new Calls(
          CallSettings.DEFAULT.withAttempts(1), Guards.NONE, executor, System::nanoTime, () -> 1);
  private Deadline deadline = Deadline.in(Duration.ofMinutes(1));
  private @Nullable Exception thrown;

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  private String charge(Attempt attempt) throws Exception {
    if (thrown != null) {
      throw thrown;
    }
    return "charged by " + attempt.number();
  }

  private String call() throws TimeoutException, OverloadException {
    switch (thrown) {
      case TimeoutException e -> throw e;
      case OverloadException e -> throw e;
      case null, default -> {
        return "answer";
      }
    }
  }

  private static String fallback() {
    return "no room";
  }

  private static String busy(Refusal refusal) {
    return "refused by " + refusal;
  }

  private static String failed(int attempt, Outcome outcome, @Nullable Throwable cause) {
    return attempt + " " + outcome + " " + cause;
  }

  private static String unknown() {
    return "unknown";
  }

  private static String answered(@Nullable Throwable cause) {
    return "answered " + cause;
  }

  private String paid() throws InterruptedException {
    // The page's text:
    try {
      return calls.idempotent(deadline, Priority.NORMAL, attempt -> charge(attempt));
    } catch (CallFailedException e) {
      return switch (e.ending()) {
        case Ending.Refused(Refusal refusal) -> busy(refusal);
        case Ending.Failed(int attempt, Outcome outcome, _) ->
            failed(attempt, outcome, e.getCause());
        case Ending.Late() -> unknown();
        case Ending.Answered(int attempt) -> answered(e.getCause());
        case Ending.Cancelled() -> throw new AssertionError(e);
      };
    }
    // End of it.
  }

  private String limited() throws TimeoutException, OverloadException {
    // The page's text:
    bulkhead.setLimit(limit.limit());
    long sent = System.nanoTime();
    long permit = bulkhead.tryAcquire(Priority.NORMAL, sent);
    if (permit == Bulkhead.REFUSED) {
      return fallback();
    }
    try {
      String answer = call();
      limit.answered(sent, bulkhead.hasFilled(permit), System.nanoTime());
      return answer;
    } catch (TimeoutException | OverloadException e) {
      limit.dropped();
      throw e;
    } finally {
      bulkhead.release(permit, System.nanoTime());
    }
    // End of it.
  }

  @Test
  void endings_are_what_the_page_says() throws InterruptedException {
    assertThat(paid()).isEqualTo("charged by 0");
    thrown = new IOException("reset");
    assertThat(paid()).isEqualTo("0 ERROR java.io.IOException: reset");
    deadline = new Deadline(0, 0);
    assertThat(paid()).isEqualTo("refused by DEADLINE");
  }

  @Test
  void a_limit_learns_from_drops_and_leaves_no_permit_out() throws Exception {
    assertThat(limited()).isEqualTo("answer");
    thrown = new TimeoutException("slow");
    for (int i = 0; i < 40; i++) {
      try {
        limited();
      } catch (TimeoutException e) {
        assertThat(e).isSameAs(thrown);
      }
    }
    assertThat(limit.drops()).isEqualTo(40);
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
    thrown = null;
    limited();
    assertThat(bulkhead.limit()).isOne();
  }

  @Test
  void the_page_shows_what_is_tested_here() throws IOException {
    Path source =
        Path.of("src", "test", "java", CallPageTest.class.getName().replace('.', '/') + ".java");
    String page = squeezed(Files.readString(Path.of("..", "docs", "guards.md")));
    String[] parts = Files.readString(source).split("// The page's text:\\n");
    assertThat(parts).hasSize(3);
    for (int i = 1; i < parts.length; i++) {
      assertThat(page).contains(squeezed(parts[i].split("// End of it", 2)[0]));
    }
    assertThat(page).contains("import dev.faultline.guard.call.Guards.Refusal;");
  }

  /** Without what the formatter and the page do differently: comments, and the width of spaces. */
  private static String squeezed(String code) {
    return code.replaceAll(" *// .*", "").replaceAll("\\s+", " ").strip();
  }
}
