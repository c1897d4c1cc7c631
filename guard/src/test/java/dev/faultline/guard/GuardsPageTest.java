package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.call.CallFailedException;
import dev.faultline.guard.call.CallSettings;
import dev.faultline.guard.call.Calls;
import dev.faultline.guard.call.Guards;
import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.metrics.GuardMeters;
import dev.faultline.guard.queue.BoundedQueue;
import dev.faultline.guard.queue.CreditedPublisher;
import dev.faultline.guard.queue.CreditedSubscriber;
import dev.faultline.guard.queue.QueueSettings;
import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import dev.faultline.guard.time.SteadyClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every piece of Java on docs/guards.md stands in a test, between two marks, and is compiled: those
 * that have no test of their own stand here.
 */
class GuardsPageTest {
  private static final Pattern SNIPPETS =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern SHOWN =
      Pattern.compile("// The page's text:\\n(.*?)// End of it", Pattern.DOTALL);
  private static final Pattern IMPORT = Pattern.compile("import (dev\\.faultline\\.[\\w.]+);");

  /** Lies in no test: what services of the page's readers have. */
  private record Order(int number) {}

  private record Receipt(Order order, @Nullable IdempotencyKey key) {}

  private interface Client {
    Receipt charge(Order order, @Nullable IdempotencyKey key, Deadline deadline);
  }

  private record Job(Order order, long endsAt, List<Order> refused) {
    Job(Order order, long endsAt) {
      this(order, endsAt, new ArrayList<>());
    }

    void refuse() {
      refused.add(order);
    }
  }

  /** A link that hands over at once. */
  private static final class Link {
    private final List<Long> credits = new ArrayList<>();
    private Consumer<Order> arrived = order -> {};
    private LongConsumer credit = upTo -> {};

    void send(Order order) {
      arrived.accept(order);
    }

    void close() {}

    void fail(Throwable thrown) {
      throw new AssertionError(thrown);
    }

    void sendCredit(long upTo) {
      credits.add(upTo);
      credit.accept(upTo);
    }

    void onCredit(LongConsumer listener) {
      credit = listener;
    }

    void onElement(Consumer<Order> listener) {
      arrived = listener;
    }
  }

  /** Requests orders one after the other. */
  private static final class Shop implements Flow.Subscriber<Order> {
    private final List<Order> orders = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(Order order) {
      orders.add(order);
      Objects.requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable thrown) {
      throw new AssertionError(thrown);
    }

    @Override
    public void onComplete() {}
  }

  private final Order order = new Order(7);
  private final SplittableRandom random = new SplittableRandom(1);
  private int retry;
  private long wait;

  private String retried(Deadline deadline, String failed) {
    // The page's text:
    Backoff backoff = Backoff.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(10));
    RetryBudget budget = new RetryBudget(0.1, 100, 1, System.nanoTime());

    long endsAt = deadline.endsAt(System.nanoTime());
    budget.request(System.nanoTime());
    if (Deadline.at(endsAt, System.nanoTime(), retry + 1).isOver()
        || !budget.tryRetry(System.nanoTime())) {
      return failed;
    }
    wait = backoff.delayNanos(retry++, wait, random.nextLong());
    // End of it.
    return "after a wait";
  }

  @Test
  void a_retry_waits_and_none_follows_a_deadline_that_is_over() {
    assertThat(retried(Deadline.in(Duration.ofSeconds(1)), "failed")).isEqualTo("after a wait");
    assertThat(wait).isBetween(0L, 50_000_000L);
    assertThat(retried(new Deadline(0, 1), "failed")).isEqualTo("failed");
    assertThat(retry).isOne();
  }

  private Receipt charged(
      SharedBreaker breaker,
      SharedBulkhead bulkhead,
      RetryBudget budget,
      RateLimiter limiter,
      Client client)
      throws CallFailedException, InterruptedException {
    // The page's text:
    Guards guards = Guards.NONE.with(breaker).with(bulkhead).with(budget).with(limiter);
    Calls calls =
        new Calls(
            CallSettings.DEFAULT,
            guards,
            Executors.newVirtualThreadPerTaskExecutor(),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextLong());

    Receipt receipt =
        calls.idempotent(
            Deadline.in(Duration.ofSeconds(2)),
            Priority.NORMAL,
            attempt -> client.charge(order, attempt.key(), attempt.deadline()));
    // End of it.
    return receipt;
  }

  @Test
  void a_call_goes_through_all_guards_that_the_page_makes() throws Exception {
    SharedBreaker breaker = breaker();
    // The page's text:
    RateLimiter limiter = new RateLimiter(300, Duration.ofSeconds(1), 20, System.nanoTime());
    SharedBulkhead bulkhead = new SharedBulkhead(50, Duration.ofSeconds(30), 1);
    SharedAdaptiveLimit limit =
        new SharedAdaptiveLimit(20, 1, 1_000, Duration.ofSeconds(10), System.nanoTime());
    // End of it.
    RetryBudget budget = new RetryBudget(0.1, 100, 1, System.nanoTime());
    Receipt receipt =
        charged(
            breaker, bulkhead, budget, limiter, (what, key, deadline) -> new Receipt(what, key));
    assertThat(receipt.order()).isEqualTo(order);
    assertThat(breaker.permitsOut(System.nanoTime())).isZero();
    assertThat(bulkhead.inUse(System.nanoTime())).isZero();
    assertThat(limit.limit()).isEqualTo(20 / 4);
    assertThat(breaker.state(System.nanoTime())).isEqualTo(State.CLOSED);
  }

  private static SharedBreaker breaker() {
    // The page's text:
    SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 1, System.nanoTime());
    // End of it.
    return breaker;
  }

  @Test
  void the_group_of_the_page_leaves_two_of_ten_out_at_most() {
    int used = 0;
    // The page's text:
    SharedEjection group = new SharedEjection(10, 0.2, 5, Duration.ofSeconds(30));
    // End of it.
    for (int call = 0; call < 5 * 10; call++) {
      int member = call % 10;
      Outcome outcome = member < 3 ? Outcome.ERROR : Outcome.SUCCESS;
      used++;
      // The page's text:
      if (group.isUsed(member, System.nanoTime())) {
        group.report(member, outcome, System.nanoTime());
      }
      // End of it.
    }
    assertThat(used).isEqualTo(50);
    assertThat(group.most()).isEqualTo(2);
    assertThat(group.ejected(System.nanoTime())).isEqualTo(2);
  }

  private static Job offered(Job job) throws InterruptedException {
    // The page's text:
    BoundedQueue<Job> queue =
        new BoundedQueue<>(
            QueueSettings.<Job>of(1_024).sheddingLate(Job::endsAt).onShed(Job::refuse),
            System::nanoTime);

    if (!queue.offer(job)) {
      job.refuse();
    }
    Job next = queue.take();
    // End of it.
    return next;
  }

  private Job stamped(Deadline deadline, Clock wall) throws InterruptedException {
    // The page's text:
    SteadyClock clock = new SteadyClock(() -> wall.millis() * 1_000_000);
    BoundedQueue<Job> queue =
        new BoundedQueue<>(QueueSettings.<Job>of(1_024).sheddingLate(Job::endsAt), clock);
    queue.offer(new Job(order, deadline.endsAt(clock.getAsLong())));
    // End of it.
    return queue.take();
  }

  @Test
  void jobs_come_out_of_the_queues_of_the_page() throws InterruptedException {
    Job job = new Job(order, System.nanoTime() + 3_600_000_000_000L);
    assertThat(offered(job)).isSameAs(job);
    assertThat(job.refused()).isEmpty();
    Clock wall = Clock.fixed(Instant.ofEpochSecond(1), ZoneOffset.UTC);
    assertThat(stamped(Deadline.in(Duration.ofNanos(5)), wall).endsAt()).isEqualTo(1_000_000_005);
  }

  @Test
  void orders_cross_the_link_of_the_page_and_credits_come_back() throws InterruptedException {
    Link link = new Link();
    Shop shop = new Shop();
    try (SubmissionPublisher<Order> orders = new SubmissionPublisher<>(Runnable::run, 1_024)) {
      // The page's text:
      // The producer's side: what the consumer has granted is requested, and sent.
      CreditedSubscriber<Order> producer =
          new CreditedSubscriber<>(link::send, link::close, link::fail);
      orders.subscribe(producer);
      link.onCredit(producer::credit);

      // The consumer's side, with room for 256 orders.
      CreditedPublisher<Order> consumer = new CreditedPublisher<>(256, link::sendCredit);
      consumer.subscribe(shop);
      link.onElement(consumer::arrived);
      link.sendCredit(consumer.credit());
      // End of it.
      for (int number = 0; number < 600; number++) {
        orders.submit(new Order(number));
      }
      assertThat(producer.sent()).isEqualTo(600);
      assertThat(consumer.overrun()).isZero();
    }
    assertThat(shop.orders).hasSize(600);
    assertThat(link.credits).contains(256L, 256L + 128, 256L + 4 * 128);
  }

  /** As Spring's. */
  private @interface Configuration {}

  private @interface Bean {}

  // The page's text:
  @Configuration
  class Guarded {
    @Bean
    SharedBreaker bank(MeterRegistry registry) {
      SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 1, System.nanoTime());
      new GuardMeters(registry, System::nanoTime).add("bank", breaker);
      return breaker;
    }
  }

  // End of it.

  @Test
  void the_bean_of_the_page_has_meters() {
    MeterRegistry registry = new SimpleMeterRegistry();
    SharedBreaker breaker = new Guarded().bank(registry);
    breaker.report(1, Outcome.SUCCESS, System.nanoTime());
    assertThat(registry.get("faultline.guard.breaker.misused").functionCounter().count()).isOne();
  }

  @Test
  void every_piece_of_java_on_the_page_is_in_a_test() throws Exception {
    List<String> shown = shown();
    List<String> snippets =
        matches(SNIPPETS, Files.readString(Path.of("..", "docs", "guards.md")))
            .map(match -> match.group(1))
            .toList();
    assertThat(snippets).hasSizeGreaterThan(11);
    for (String snippet : snippets) {
      String rest = squeezed(IMPORT.matcher(snippet).replaceAll(""));
      while (!rest.isEmpty()) {
        String left = rest;
        String part = shown.stream().filter(left::startsWith).findFirst().orElse("");
        assertThat(part).as("in no test: %s", left).isNotEmpty();
        rest = left.substring(part.length());
      }
    }
  }

  @Test
  void what_the_page_names_is_exported() throws Exception {
    String module = Files.readString(Path.of("src", "main", "java", "module-info.java"));
    String page = Files.readString(Path.of("..", "docs", "guards.md"));
    List<String> imported =
        Stream.concat(
                matches(IMPORT, page),
                matches(IMPORT, Files.readString(file(GuardsPageTest.class))))
            .map(match -> match.group(1))
            .toList();
    assertThat(imported).hasSizeGreaterThan(20);
    for (String name : imported) {
      String type = name.replaceFirst("\\.[A-Z].*", "");
      assertThat(module).as(name).contains("exports " + type + ";");
    }
  }

  /** The longest first, so that a part of one is not taken for the whole. */
  private static List<String> shown() throws IOException {
    List<String> shown = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
        matches(SHOWN, Files.readString(file))
            .map(match -> squeezed(match.group(1)))
            .filter(text -> !text.isEmpty())
            .forEach(shown::add);
      }
    }
    shown.sort((a, b) -> b.length() - a.length());
    return shown;
  }

  private static Path file(Class<?> test) {
    return Path.of("src", "test", "java", test.getName().replace('.', '/') + ".java");
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  /** Without what the formatter and the page do differently: comments and spaces. */
  private static String squeezed(String code) {
    return code.replaceAll("(?m)(^|\\s)// .*$", "").replaceAll("\\s+", "");
  }
}
