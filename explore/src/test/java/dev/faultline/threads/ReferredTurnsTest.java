package dev.faultline.threads;

import static dev.faultline.threads.Searched.explore;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.loses;

import dev.faultline.sim.setup.Interleaving;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Vector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: references to methods of the JDK's that get what threads share, through an interface of
 * the program's, had no turns and were not named; others were named for nothing.
 */
@Timeout(60)
final class ReferredTurnsTest {
  private interface Reading {
    String of(AtomicInteger count);
  }

  private interface Size {
    int of(ByteArrayOutputStream stream);
  }

  private interface Copy {
    List<String> of(Collection<String> from);
  }

  private interface Taking {
    boolean all(Collection<String> from);
  }

  @Test
  void what_a_reference_is_given_is_named() {
    isNamed(
        explore(
            Interleaving.LOCKS,
            AtomicInteger::new,
            c -> {
              Reading read = String::valueOf;
              c.set(Integer.parseInt(read.of(c)) + 1);
            },
            AtomicInteger::get),
        "java.lang.String::valueOf");
    isNamed(
        explore(
            Interleaving.LOCKS,
            AtomicInteger::new,
            c -> {
              Reading read = Objects::toString;
              c.set(Integer.parseInt(read.of(c)) + 1);
            },
            AtomicInteger::get),
        "java.util.Objects::toString");
    isNamed(
        explore(
            Interleaving.LOCKS,
            ByteArrayOutputStream::new,
            s -> {
              Size size = ByteArrayOutputStream::size;
              if (size.of(s) == 0) {
                s.write(1);
              }
            },
            ByteArrayOutputStream::size),
        "java.io.ByteArrayOutputStream::size");
    isNamed(
        explore(
            Interleaving.LOCKS,
            () -> new ConcurrentLinkedQueue<String>(),
            q -> {
              Copy copy = ArrayList::new;
              if (copy.of(q).isEmpty()) {
                q.add("one");
              }
            },
            Collection::size),
        "java.util.ArrayList::new");
    isNamed(
        explore(
            Interleaving.LOCKS,
            () -> new ConcurrentLinkedQueue<String>(),
            q -> {
              Taking taking = new ArrayList<String>()::addAll;
              if (!taking.all(q)) {
                q.add("one");
              }
            },
            Collection::size),
        "java.util.ArrayList::addAll");
  }

  private interface Shown {}

  private static final class Count extends AtomicInteger implements Shown {
    private static final long serialVersionUID = 1;
  }

  private interface Showing {
    String of(Shown shown);
  }

  private interface Log extends List<String> {}

  private static final class Lines extends Vector<String> implements Log {
    private static final long serialVersionUID = 1;
  }

  private interface CopyOfLog {
    List<String> of(Log log);
  }

  @Test
  void what_a_reference_is_given_as_an_interface_of_the_programs_is_named() {
    isNamed(
        explore(
            Interleaving.LOCKS,
            Count::new,
            c -> {
              Showing show = String::valueOf;
              c.set(Integer.parseInt(show.of(c)) + 1);
            },
            AtomicInteger::get),
        "java.lang.String::valueOf");
    isNamed(
        explore(
            Interleaving.LOCKS,
            Lines::new,
            lines -> {
              CopyOfLog copy = ArrayList::new;
              if (copy.of(lines).isEmpty()) {
                lines.add("one");
              }
            },
            Collection::size),
        "java.util.ArrayList::new");
  }

  private static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequest() {
      super("bad");
    }
  }

  private interface Described {
    default String describe() {
      return "described";
    }
  }

  private static final class Names extends ArrayList<String> implements Described {
    private static final long serialVersionUID = 1;
  }

  private interface Text {
    @Nullable String of(BadRequest request);
  }

  private interface Describes {
    String of(Names names);
  }

  private interface Parse {
    int of(String text);
  }

  private interface Nanos {
    long of(Duration duration);
  }

  @Test
  void references_at_whose_methods_threads_do_not_meet_are_not_named() {
    loses(
        AtomicInteger::new,
        c -> {
          Text text = BadRequest::getMessage;
          Describes describes = Names::describe;
          Parse parse = Integer::parseInt;
          Nanos nanos = Duration::toNanos;
          int before = c.get();
          int length =
              String.valueOf(text.of(new BadRequest())).length()
                  + describes.of(new Names()).length();
          int zero = parse.of("0") + (int) nanos.of(Duration.ZERO);
          c.set(before + zero + (length > 0 ? 1 : 0));
        },
        AtomicInteger::get);
  }

  @Test
  void a_serializable_reference_to_a_text_is_named_for_its_stored_form_says_which_method_it_is() {
    isNamed(
        explore(
            Interleaving.LOCKS,
            () -> List.of(new AtomicInteger(), new AtomicInteger()),
            s ->
                s.getLast()
                    .set(
                        s.stream()
                            .map((Function<Object, String> & Serializable) Object::toString)
                            .mapToInt(Integer::parseInt)
                            .sum()),
            List::getLast),
        "calls of a serializable method reference");
  }
}
