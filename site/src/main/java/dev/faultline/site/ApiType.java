package dev.faultline.site;

/**
 * A type that the Javadoc of the published modules has a page for.
 *
 * @param address its page, relative to the Javadoc's folder
 * @param source the file that declares it, absolute
 * @param nested whether another type has it inside
 * @param text its first sentence, and the names of its methods
 */
record ApiType(
    String packageName, String name, String address, String source, boolean nested, String text) {}
