/**
 * The JDK's HTTP server and client, unmodified, in a world: a payment service that is asked twice.
 */
@NullMarked
package dev.faultline.examples.jdkhttp;

import org.jspecify.annotations.NullMarked;
