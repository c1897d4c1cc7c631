/**
 * Properties of links and of consensus, checked on recorded events.
 *
 * <p>Names and definitions are those of Cachin, Guerraoui and Rodrigues, "Introduction to Reliable
 * and Secure Distributed Programming" (2011), modules 2.3 to 2.9 and 5.1 to 5.2.
 */
@NullMarked
package dev.faultline.check.property;

import org.jspecify.annotations.NullMarked;
