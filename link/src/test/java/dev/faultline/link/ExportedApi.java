package dev.faultline.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a module lets others use: one line for each type and member of its exported packages. */
final class ExportedApi {
  private static final Path DESCRIPTOR = Path.of("src/main/java/module-info.java");
  private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+);");

  private final TreeSet<String> lines = new TreeSet<>();

  private ExportedApi() {}

  /** Of the module in whose folder this runs, and to which the class belongs; sorted. */
  static List<String> of(Class<?> type) throws IOException, URISyntaxException {
    Path root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    ExportedApi api = new ExportedApi();
    Matcher exports = EXPORTS.matcher(Files.readString(DESCRIPTOR));
    while (exports.find()) {
      String exported = exports.group(1);
      try (Stream<Path> files = Files.list(root.resolve(exported.replace('.', '/')))) {
        files
            .map(Path::getFileName)
            .map(Path::toString)
            .filter(ExportedApi::isClass)
            .forEach(file -> api.add(exported + "." + file.substring(0, file.length() - 6)));
      }
    }
    return List.copyOf(api.lines);
  }

  private static boolean isClass(String file) {
    return file.endsWith(".class") && !file.startsWith("package-info");
  }

  private void add(String name) {
    Class<?> type;
    try {
      type = Class.forName(name, false, ExportedApi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException(e));
    }
    if (!reachable(type)) {
      return;
    }
    String simple = text(type);
    lines.add(simple);
    for (Constructor<?> each : type.getDeclaredConstructors()) {
      if (counts(each, type)) {
        lines.add(simple + "(" + parameters(each) + ")");
      }
    }
    for (Method each : type.getDeclaredMethods()) {
      if (counts(each, type) && !implied(each, type)) {
        lines.add(
            simple
                + "."
                + each.getName()
                + "("
                + parameters(each)
                + ") "
                + text(each.getGenericReturnType()));
      }
    }
    for (Field each : type.getDeclaredFields()) {
      if (counts(each, type)) {
        lines.add(simple + "." + each.getName() + " " + text(each.getGenericType()));
      }
    }
  }

  private static boolean reachable(Class<?> type) {
    if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
      return false;
    }
    for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
      if (!Modifier.isPublic(each.getModifiers()) && !Modifier.isProtected(each.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  /** Protected members count unless nobody outside can inherit them. */
  private static <M extends Member & AnnotatedElement> boolean counts(M member, Class<?> type) {
    int modifiers = member.getModifiers();
    return !member.isSynthetic()
        && (Modifier.isPublic(modifiers)
            || (Modifier.isProtected(modifiers) && !Modifier.isFinal(type.getModifiers())));
  }

  /** What the language gives to each record and enum. */
  private static boolean implied(Method method, Class<?> type) {
    String signature = method.getName() + "/" + method.getParameterCount();
    return type.isRecord() && List.of("equals/1", "hashCode/0", "toString/0").contains(signature)
        || type.isEnum() && List.of("values/0", "valueOf/1").contains(signature);
  }

  private static String parameters(Executable of) {
    return Arrays.stream(of.getGenericParameterTypes())
        .map(ExportedApi::text)
        .collect(Collectors.joining(", "));
  }

  /** Without packages. */
  private static String text(Type type) {
    List<String> words = new ArrayList<>();
    for (String word : type.getTypeName().split("(?<=[<>,? ])|(?=[<>,? ])")) {
      words.add(word.substring(word.lastIndexOf('.') + 1));
    }
    return String.join("", words).replace('$', '.');
  }
}
