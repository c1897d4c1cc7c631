package dev.faultline.guard.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SharedQuorumRegisterTest {
  private static final Duration PATIENCE = Duration.ofHours(1);

  private record Sent(String from, String to, RegisterMessage<Integer> message) {}

  private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final Map<String, SharedQuorumRegister<Integer>> registers = new LinkedHashMap<>();

  private SharedQuorumRegister<Integer> register(String name) {
    return new SharedQuorumRegister<>(
        name,
        1,
        RegisterState.first(0, List.of("a", "b", "c")),
        Duration.ofHours(1),
        new Random(1),
        new RegisterOut<>() {
          @Override
          public void send(String to, RegisterMessage<Integer> message) {
            sent.add(new Sent(name, to, message));
          }

          @Override
          public void keep(RegisterState<Integer> state) {}
        });
  }

  private void deliverAll() {
    for (Sent each = sent.poll(); each != null; each = sent.poll()) {
      Objects.requireNonNull(registers.get(each.to), each.to).receive(each.from, each.message, 0);
    }
  }

  @Test
  void operations_of_many_threads_end_each_once() throws InterruptedException {
    List.of("a", "b", "c").forEach(name -> registers.put(name, register(name)));
    int each = 500;
    CountDownLatch ended = new CountDownLatch(3 * each);
    List<Thread> threads =
        registers.values().stream()
            .map(register ->
                Thread.ofPlatform()
                    .start(() ->
                        IntStream.range(0, each)
                            .forEach(i -> {
                              (i % 2 == 0
                                      ? register.write(i, PATIENCE, 0)
                                      : register.read(PATIENCE, 0))
                                  .thenAccept(ending -> ended.countDown());
                              deliverAll();
                            })))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    deliverAll();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(registers.values()).allSatisfy(register -> assertThat(register.wakeAt()).isEmpty());
  }

  @Test
  void a_group_of_one_answers_at_once() {
    SharedQuorumRegister<Integer> alone =
        new SharedQuorumRegister<>(
            "a",
            1,
            RegisterState.first(0, List.of("a")),
            Duration.ofMillis(1),
            new Random(1),
            new RegisterOut<>() {
              @Override
              public void send(String to, RegisterMessage<Integer> message) {
                throw new AssertionError("nobody to send to");
              }

              @Override
              public void keep(RegisterState<Integer> state) {}
            });
    assertThat(alone.write(7, PATIENCE, 0).toCompletableFuture())
        .isCompletedWithValue(new RegisterEnding.Written<>());
    assertThat(alone.read(PATIENCE, 0).toCompletableFuture())
        .isCompletedWithValue(new RegisterEnding.Read<>(7));
  }
}
