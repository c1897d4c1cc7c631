package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomnessTest {
  interface Source {
    Object draw();
  }

  static Stream<Named<Source>> sources() {
    Stream<Named<Source>> generators =
        RandomGeneratorFactory.all()
            .filter(factory -> !factory.name().equals("SecureRandom"))
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .map(factory -> Named.of(factory.name(), () -> factory.create().nextLong()));
    return Stream.concat(
        generators,
        Stream.<Named<Source>>of(
            Named.of("ThreadLocalRandom", () -> ThreadLocalRandom.current().nextLong()),
            Named.of(
                "bounded ThreadLocalRandom", () -> ThreadLocalRandom.current().nextInt(1 << 30)),
            Named.of("Math.random", Math::random),
            Named.of("StrictMath.random", StrictMath::random),
            Named.of("new Random", () -> new Random().nextLong()),
            Named.of("new SplittableRandom", () -> new SplittableRandom().nextLong()),
            Named.of("default RandomGenerator", () -> RandomGenerator.getDefault().nextLong()),
            Named.of("SecureRandom", () -> new SecureRandom().nextLong()),
            Named.of(
                "SecureRandom's seed",
                () ->
                    List.of(
                        new SecureRandom().generateSeed(9)[8],
                        SecureRandom.getSeed(3)[0],
                        new SecureRandom().nextLong())),
            Named.of("random UUID", UUID::randomUUID)));
  }

  private static List<String> drawnInWorld(long seed, Source source) {
    return TinyWorld.run(
        seed,
        world -> {
          world.node("first", () -> world.say(source.draw() + " " + source.draw()));
          world.node("second", () -> world.say(source.draw()));
        });
  }

  @ParameterizedTest
  @MethodSource("sources")
  void draws_in_a_world_are_a_function_of_its_seed(Source source) {
    List<String> drawn = drawnInWorld(5, source);
    assertThat(drawnInWorld(5, source)).isEqualTo(drawn);
    assertThat(drawnInWorld(6, source)).isNotEqualTo(drawn);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void draws_outside_worlds_are_as_random_as_ever(Source source) {
    assertThat(List.of(source.draw(), source.draw()))
        .isNotEqualTo(List.of(source.draw(), source.draw()));
  }
}
