package dev.faultline.guard.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The breaker as docs/guards.md shows it. */
class BreakerPageTest {
  private record Answer(boolean isError) {}

  private final SharedBreaker breaker =
      new SharedBreaker(
          BreakerSettings.DEFAULT
              .withWindow(Duration.ofMinutes(1), 1)
              .withOpen(Duration.ofHours(1), Duration.ofHours(1)),
          1,
          System.nanoTime());
  private final List<Exception> thrown = new ArrayList<>();
  private Answer answer = new Answer(false);

  private static Answer fallback() {
    return new Answer(true);
  }

  private Answer call() throws IOException, TimeoutException {
    switch (thrown.isEmpty() ? null : thrown.getFirst()) {
      case IOException e -> throw e;
      case TimeoutException e -> throw e;
      case RuntimeException e -> throw e;
      case null, default -> {
        return answer;
      }
    }
  }

  private Answer guarded() throws IOException, TimeoutException {
    // The page's text:
    long permit = breaker.tryAcquire(System.nanoTime());
    if (permit == CircuitBreaker.REFUSED) {
      return fallback();
    }
    // What is thrown by our own side says nothing about theirs.
    Outcome outcome = Outcome.IGNORED;
    try {
      Answer answer = call();
      outcome = answer.isError() ? Outcome.ERROR : Outcome.SUCCESS;
      return answer;
    } catch (TimeoutException | SocketTimeoutException e) {
      outcome = Outcome.TIMEOUT;
      throw e;
    } catch (IOException e) {
      outcome = Outcome.ERROR;
      throw e;
    } finally {
      breaker.report(permit, outcome, System.nanoTime());
    }
    // End of it.
  }

  static List<Exception> failuresOfTheOtherSide() {
    return List.of(
        new IOException("reset"), new SocketTimeoutException("slow"), new TimeoutException("slow"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfTheOtherSide")
  void what_the_other_side_did_opens_it(Exception failure) throws Exception {
    thrown.add(failure);
    assertThatThrownBy(this::guarded).isSameAs(failure);
    assertThat(breaker.state(System.nanoTime())).isEqualTo(CircuitBreaker.State.OPEN);
    assertThat(guarded()).isEqualTo(fallback());
  }

  @Test
  void an_answer_that_says_error_opens_it_and_our_own_mistake_does_not() throws Exception {
    thrown.add(new IllegalStateException("our own"));
    assertThatThrownBy(this::guarded).isInstanceOf(IllegalStateException.class);
    thrown.clear();
    assertThat(guarded().isError()).isFalse();
    assertThat(breaker.state(System.nanoTime())).isEqualTo(CircuitBreaker.State.CLOSED);
    answer = new Answer(true);
    // One of two calls, which is half.
    guarded();
    assertThat(breaker.state(System.nanoTime())).isEqualTo(CircuitBreaker.State.OPEN);
  }

  @Test
  void the_page_shows_what_is_tested_here() throws IOException {
    Path source =
        Path.of("src", "test", "java", BreakerPageTest.class.getName().replace('.', '/') + ".java");
    String shown =
        Files.readString(source)
            .split("// The page's text:\\n", 2)[1]
            .split("// End of it", 2)[0]
            .stripTrailing()
            .stripIndent();
    assertThat(Files.readString(Path.of("..", "docs", "guards.md"))).contains(shown);
  }
}
