/** The HTTP interface that Toxiproxy's clients speak. */
@NullMarked
package dev.faultline.chaos.api;

import org.jspecify.annotations.NullMarked;
