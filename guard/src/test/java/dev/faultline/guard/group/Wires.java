package dev.faultline.guard.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Registers in one process, and the messages between them: a test says which arrive. */
final class Wires {
  static final Duration RETRY = Duration.ofMillis(10);
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A message under way. */
  record Sent(String from, String to, RegisterMessage<String> message) {}

  final List<Sent> sent = new ArrayList<>();
  final Map<String, QuorumRegister<String>> registers = new LinkedHashMap<>();
  final TreeMap<String, RegisterState<String>> kept = new TreeMap<>();

  /** Of all values that anybody was ever told to hold. */
  final Map<String, Tag> tags = new TreeMap<>(Map.of("nothing", Tag.ZERO));

  final Map<String, RegisterEnding<String>> endings = new TreeMap<>();
  final Random random;

  /** Who besides members may change the members, as all see it. */
  Predicate<String> changers = _ -> true;

  private final List<String> first;
  private final TreeMap<String, Integer> incarnations = new TreeMap<>();
  long now;

  Wires(List<String> first, long seed) {
    this.first = first;
    this.random = new Random(seed);
  }

  /** Starts a process, or starts it again with what it kept. */
  QuorumRegister<String> start(String name) {
    int incarnation = incarnations.merge(name, 1, Integer::sum);
    QuorumRegister<String> register =
        new QuorumRegister<>(
            name,
            incarnation,
            kept.getOrDefault(name, RegisterState.first("nothing", first)),
            RETRY,
            random,
            new RegisterPort<>() {
              @Override
              public void send(String to, RegisterMessage<String> message) {
                if (message
                    instanceof RegisterMessage.Hold<String>(var _, var _, var tag, var value)) {
                  tags.putIfAbsent(value, tag);
                }
                sent.add(new Sent(name, to, message));
              }

              @Override
              public void keep(RegisterState<String> state) {
                kept.put(name, state);
              }

              @Override
              public void ended(long operation, RegisterEnding<String> ending) {
                endings.put(name + operation, ending);
              }
            },
            changer -> changers.test(changer));
    registers.put(name, register);
    return register;
  }

  /** A process that has started. */
  QuorumRegister<String> running(String name) {
    return Objects.requireNonNull(registers.get(name), name);
  }

  /** What a process has kept. */
  String keptBy(String name) {
    return Objects.requireNonNull(kept.get(name), name).value();
  }

  /** Delivers one message, if its receiver runs. */
  void deliver(Sent each) {
    QuorumRegister<String> to = registers.get(each.to);
    if (to != null) {
      to.receive(each.from, each.message, now);
    }
  }

  /** Delivers all that is between these, and what comes of it; all else waits. */
  void among(String... names) {
    List<String> together = List.of(names);
    for (int i = 0; i < sent.size(); ) {
      Sent each = sent.get(i);
      if (together.contains(each.from) && together.contains(each.to)) {
        sent.remove(i);
        deliver(each);
        i = 0;
      } else {
        i++;
      }
    }
  }
}
