package dev.faultline.stories;

import dev.faultline.stories.storm.RetryStormStory;
import java.util.List;
import java.util.stream.Collectors;

/** All stories, in the order in which to read them. */
public final class Stories {
  /** The seed with which stories are told. */
  public static final long SEED = 7;

  private static final List<Story> ALL = List.of(new RetryStormStory());

  private Stories() {}

  /** All of them. */
  public static List<Story> all() {
    return ALL;
  }

  /**
   * The story of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists all names
   */
  public static Story named(String name) {
    return ALL.stream()
        .filter(story -> story.words().name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no story '%s'; expected one of %s"
                    .formatted(
                        name,
                        ALL.stream()
                            .map(story -> story.words().name())
                            .collect(Collectors.joining(", ")))));
  }
}
