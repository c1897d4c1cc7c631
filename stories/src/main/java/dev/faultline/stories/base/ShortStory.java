package dev.faultline.stories.base;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Story;
import dev.faultline.stories.Words;
import java.util.List;
import java.util.Locale;

/** A story whose words and numbers are fixed; what is left to say is how it runs. */
public abstract class ShortStory implements Story {
  private final Words words;
  private final List<Parameter> parameters;
  private final List<Guard> guards;
  private final String cure;
  private final List<String> columns;
  private final Atlas atlas;

  /** All that is fixed. */
  protected ShortStory(
      Words words,
      List<Parameter> parameters,
      List<Guard> guards,
      String cure,
      List<String> columns,
      Atlas atlas) {
    this.words = words;
    this.parameters = List.copyOf(parameters);
    this.guards = List.copyOf(guards);
    this.cure = cure;
    this.columns = List.copyOf(columns);
    this.atlas = atlas;
  }

  @Override
  public final Words words() {
    return words;
  }

  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public final List<Guard> guards() {
    return guards;
  }

  @Override
  public final String cure() {
    return cure;
  }

  @Override
  public final List<String> columns() {
    return columns;
  }

  @Override
  public final Atlas atlas() {
    return atlas;
  }

  /** Text in the form that does not depend on the place. */
  protected static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
